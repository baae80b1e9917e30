package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Measures of made images against images that were wanted. */
class ImageQualityTest {

    private static final INDArray WAVES = image((x, y) -> Math.sin(0.7 * x + 0.3 * y) * 0.9);
    private static final INDArray OTHERS = image((x, y) ->
            Math.max(-1, Math.min(1, Math.sin(0.7 * x + 0.3 * y) * 0.9 + 0.25 * Math.cos(1.3 * x - 0.9 * y))));

    private static INDArray image(DoubleBinaryOperator value) {
        INDArray image = Nd4j.create(DataType.FLOAT, 1, 1, 13, 12);
        for (int y = 0; y < 13; y++) {
            for (int x = 0; x < 12; x++) {
                image.putScalar(new int[] {0, 0, y, x}, value.applyAsDouble(x, y));
            }
        }
        return image;
    }

    /**
     * The numbers are those of NumPy in double precision, with the windows of the similarity summed one by one as the
     * two-dimensional Gaussian, for the same images rounded to single precision.
     */
    @Test
    void theNumbersAreThoseOfAnIndependentComputation() {
        ImageQuality quality = ImageQuality.of(OTHERS, WAVES);

        assertThat(quality.l1()).isCloseTo(0.15137875328461328, within(1e-7));
        assertThat(quality.psnr()).isCloseTo(21.482418944238567, within(1e-5));
        assertThat(quality.ssim()).isCloseTo(0.952664593843984, within(1e-6));
        assertThat(quality).hasToString("L1 0.1514, PSNR 21.48 dB, SSIM 0.9527 over 1 pairs");
    }

    @Test
    void equalImagesAreAsNearAsCanBe() {
        ImageQuality quality = ImageQuality.of(WAVES, WAVES);

        assertThat(quality.l1()).isZero();
        assertThat(quality.psnr()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(quality.ssim()).isCloseTo(1, within(1e-12));
    }

    /** White against black by hand: all differences are 2; means 1 and -1 without variance. */
    @Test
    void blackAgainstWhiteIsByHand() {
        ImageQuality quality = ImageQuality.of(image((x, y) -> 1), image((x, y) -> -1));

        assertThat(quality.l1()).isEqualTo(2);
        assertThat(quality.psnr()).isZero();
        assertThat(quality.ssim()).isCloseTo((-2 + 0.0004) / (2 + 0.0004), within(1e-9));
    }

    @Test
    void pairsAndChannelsAreAveraged() {
        INDArray black = image((x, y) -> -1);
        INDArray white = image((x, y) -> 1);
        ImageQuality two = ImageQuality.of(Nd4j.concat(0, white, OTHERS), Nd4j.concat(0, black, WAVES));

        assertThat(two.pairs()).isEqualTo(2);
        assertThat(two.l1()).isCloseTo((2 + ImageQuality.of(OTHERS, WAVES).l1()) / 2, within(1e-12));
        assertThat(two.psnr()).isCloseTo(ImageQuality.of(OTHERS, WAVES).psnr() / 2, within(1e-9));
        double channels = ImageQuality.of(Nd4j.concat(1, white, OTHERS), Nd4j.concat(1, black, WAVES))
                .ssim();
        assertThat(channels).isCloseTo(two.ssim(), within(1e-12));
    }

    @Test
    void imagesMustFitEachOtherAndTheWindow() {
        assertThatThrownBy(() -> ImageQuality.of(WAVES, Nd4j.concat(0, WAVES, WAVES)))
                .hasMessage(
                        "images are compared pair by pair, as [N, C, H, W]; found [1, 1, 13, 12] and [2, 1, 13, 12]");
        INDArray small = Nd4j.create(DataType.FLOAT, 1, 1, 10, 12);
        assertThatThrownBy(() -> ImageQuality.of(small, small))
                .hasMessage("structural similarity needs images of at least 11x11 pixels, found 10x12");
    }
}
