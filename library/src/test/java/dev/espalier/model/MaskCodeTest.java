package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Shape;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MaskCodeTest {

    @Property(tries = 200, seed = "1")
    void anyMaskOfKernelsComesBack(
            @ForAll @IntRange(min = 1, max = 5) int out,
            @ForAll @IntRange(min = 1, max = 4) int in,
            @ForAll @IntRange(min = 1, max = 7) int height,
            @ForAll @IntRange(min = 1, max = 7) int width,
            @ForAll @DoubleRange(min = 0, max = 1) double density,
            @ForAll long seed) {
        Shape shape = Shape.of(out, in, height, width);
        float[] mask = new float[(int) shape.size()];
        var random = new Random(seed);
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < density ? 1 : 0;
        }

        boolean[] decoded = MaskCode.decode(MaskCode.encode(array(mask, shape)), shape);

        for (int i = 0; i < mask.length; i++) {
            assertThat(decoded[i]).isEqualTo(mask[i] == 1);
        }
    }

    @Test
    void anIrregularMaskTakesOneBitAWeight() {
        float[] mask = new float[100];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i * i % 7 < 3 ? 1 : 0;
        }

        byte[] code = MaskCode.encode(array(mask, Shape.of(4, 25)));

        assertThat(code).hasSize(1 + 13);
        assertThat(code[0]).isZero();
        assertThat(code[1]).as("all but weights 2 and 5: lowest bit first").isEqualTo((byte) 0b11011011);
    }

    @Test
    void kernelPatternsTakeLess() {
        int[] patterns = {0b000011011, 0b110110000, 0b011011000, 0b000110110, 0b010111000, 0b010110010, 0, 0b010011010};
        float[] mask = new float[64 * 64 * 9];
        for (int kernel = 0; kernel < 64 * 64; kernel++) {
            for (int i = 0; i < 9; i++) {
                mask[kernel * 9 + i] = patterns[kernel % 8] >>> i & 1;
            }
        }

        byte[] code = MaskCode.encode(array(mask, Shape.of(64, 64, 3, 3)));

        int keptKernels = 64 * 64 * 7 / 8;
        assertThat(code).hasSize(1 + 512 + 1 + 7 * 4 + keptKernels * 3 / 8);
    }

    @Test
    void aMaskThatIsNoneIsRefused() {
        assertThatThrownBy(() -> MaskCode.encode(array(new float[] {1, 0, Float.NaN}, Shape.of(3))))
                .hasMessage("a mask holds zeros and ones only, found NaN at position 2");
    }

    @Test
    void damagedCodesAreRefused() {
        Shape shape = Shape.of(2, 3);
        assertThatThrownBy(() -> MaskCode.decode(new byte[] {}, shape))
                .hasMessage("the mask code has 0 bytes, too few for a tensor [2, 3]");
        assertThatThrownBy(() -> MaskCode.decode(new byte[] {0}, shape))
                .hasMessage("the mask code ends after 1 bytes, too early");
        assertThatThrownBy(() -> MaskCode.decode(new byte[] {0, 63, 0}, shape))
                .hasMessage("the mask code has 3 bytes, but only 2 of them mean anything");
        assertThatThrownBy(() -> MaskCode.decode(new byte[] {0, 127}, shape))
                .hasMessage("the mask code has ones after its end");
        assertThatThrownBy(() -> MaskCode.decode(new byte[] {5, 63}, shape))
                .hasMessage("a mask code starts with its layout, 0 or 1; found 5");
        byte[] thirdOfThree = {1, 1, 2, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 3};
        assertThatThrownBy(() -> MaskCode.decode(thirdOfThree, Shape.of(1, 1, 3, 3)))
                .hasMessage("kernel 0 of the mask code has pattern 3, but there are only 3");
        byte[] empty = {1, 1, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> MaskCode.decode(empty, Shape.of(1, 1, 3, 3)))
                .hasMessage("pattern 0 of the mask code, 0, is none of a kernel of 9 weights");
    }

    private static INDArray array(float[] numbers, Shape shape) {
        return Nd4j.create(numbers, shape.toArray(), 'c');
    }
}
