package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EdgePairsTest {

    private static final ImagePairs CLOTHES =
            EdgePairs.of(FashionMnist.excerpt().train().take(50));

    private static Dataset picture(int height, int width, int... pixels) {
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) pixels[i];
        }
        int[] labels = new int[pixels.length / (height * width)];
        return new Dataset("drawn", 1, height, width, bytes, labels, List.of("one"), Provenance.of("here", Map.of()));
    }

    @Test
    void aStepHasAnEdgeOnBothSidesAndAPlaneHasNone() {
        Dataset step = picture(2, 4, 10, 10, 90, 90, 10, 10, 90, 90);
        assertThat(EdgePairs.of(step).inputs().pixels(0)).isEqualTo(new byte[] {0, -1, -1, 0, 0, -1, -1, 0});
        assertThat(EdgePairs.of(picture(2, 2, 7, 7, 7, 7)).inputs().pixels(0)).containsOnly(0);
    }

    /** A point of 100: gradients of 2 beside it, sqrt(2) at its corners, none on it; 0.35 of the largest is 0.7. */
    @Test
    void aPointIsSurrounded() {
        Dataset point = picture(3, 3, 0, 0, 0, 0, 100, 0, 0, 0, 0);
        assertThat(EdgePairs.of(point).inputs().pixels(0)).isEqualTo(new byte[] {-1, -1, -1, -1, 0, -1, -1, -1, -1});
    }

    @Test
    void weakGradientsAreNoEdges() {
        // Steps of 34 and 100: gradients of 136 and 400.
        Dataset stairs = picture(1, 6, 0, 0, 34, 34, 134, 134);
        assertThat(EdgePairs.of(stairs).inputs().pixels(0)).isEqualTo(new byte[] {0, 0, 0, -1, -1, 0});
        Dataset steeper = picture(1, 6, 0, 0, 36, 36, 136, 136);
        assertThat(EdgePairs.of(steeper).inputs().pixels(0)).isEqualTo(new byte[] {0, -1, -1, -1, -1, 0});
    }

    @Test
    void clothesHaveEdgesAndStayAsTheyAre() {
        for (int i = 0; i < CLOTHES.size(); i++) {
            int white = 0;
            for (byte pixel : CLOTHES.inputs().pixels(i)) {
                white += pixel == -1 ? 1 : 0;
            }
            assertThat(white).isBetween(10, 500);
            assertThat(CLOTHES.inputs().label(i)).isEqualTo(CLOTHES.targets().label(i));
        }
        assertThat(CLOTHES.targets().image(3).getRGB(14, 14))
                .isEqualTo(FashionMnist.excerpt().train().image(3).getRGB(14, 14));
    }

    @Test
    void aBorderMakesThirtyTwoOfTwentyEight() {
        PairSplit padded = EdgePairs.of(FashionMnist.excerpt(), 2);
        Dataset targets = padded.test().targets();
        assertThat(List.of(targets.height(), targets.width())).containsExactly(32, 32);
        assertThat(targets.image(5).getRGB(16, 17))
                .isEqualTo(FashionMnist.excerpt().test().image(5).getRGB(14, 15));
        assertThat(targets.pixels(5)).startsWith(new byte[64]).endsWith(new byte[64]);
        assertThat(targets.provenance().selection()).contains("padded(2)");
    }

    @Test
    void colourIsRefused() {
        Dataset colour =
                new Dataset("red", 3, 1, 1, new byte[3], new int[1], List.of("one"), Provenance.of("here", Map.of()));
        assertThatThrownBy(() -> EdgePairs.of(colour)).hasMessageContaining("those of red have 3 channels");
    }

    @Test
    void pairsComeInTwos() {
        assertThatThrownBy(
                        () -> new ImagePairs(CLOTHES.inputs(), CLOTHES.targets().take(49)))
                .hasMessageContaining("has 50 images, but Fashion-MNIST train has 49");
        assertThat(CLOTHES.reversed().take(3).inputs().name()).isEqualTo("Fashion-MNIST train");
    }
}
