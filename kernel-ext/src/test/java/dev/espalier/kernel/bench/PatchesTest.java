package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PatchesTest {

    @Test
    void squaresAreInReadingOrderWithinABorder() {
        INDArray pictures = Nd4j.arange(2 * 28 * 28).castTo(DataType.FLOAT).reshape(2, 1, 28, 28);

        INDArray patches = Patches.of(pictures);

        assertThat(patches.shape()).containsExactly(2, 64, 16);
        assertThat(patches.getDouble(0, 0, 0)).as("border").isZero();
        assertThat(patches.getDouble(1, 0, 10)).as("first pixel").isEqualTo(28 * 28);
        assertThat(patches.getDouble(0, 9, 0)).as("pixel at 2, 2").isEqualTo(2 * 28 + 2);
    }
}
