package dev.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Structure;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightsTest {

    private static final INDArray COUNTED =
            Nd4j.arange(24).castTo(DataType.FLOAT).reshape('c', 2, 3, 2, 2);

    /** Element by element, slowly. */
    private static float[] plainly(INDArray array) {
        float[] numbers = new float[(int) array.length()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.getFloat(i);
        }
        return numbers;
    }

    @Test
    void numbersComeRowByRowWhateverTheMemoryLooksLike() {
        INDArray tall = Nd4j.arange(12).castTo(DataType.FLOAT).reshape('c', 4, 3);
        assertThat(Weights.of(COUNTED)).isEqualTo(plainly(COUNTED));
        assertThat(Weights.of(COUNTED)).startsWith(0, 1, 2, 3);
        assertThat(Weights.of(COUNTED.permute(1, 0, 2, 3))).startsWith(0, 1, 2, 3, 12, 13, 14, 15, 4);
        assertThat(Weights.of(tall.transpose())).containsExactly(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11);
        assertThat(Weights.of(tall.dup('f'))).isEqualTo(Weights.of(tall));
        assertThat(Weights.of(tall.getRow(2))).containsExactly(6, 7, 8);
        assertThat(Weights.of(tall.getColumn(1))).containsExactly(1, 4, 7, 10);
        assertThat(Weights.of(COUNTED.slice(1))).startsWith(12, 13);
        assertThat(Weights.of(tall.castTo(DataType.DOUBLE))).isEqualTo(Weights.of(tall));
    }

    @Test
    void theyAreCopies() {
        INDArray array = Nd4j.ones(3);
        Weights.of(array)[0] = 5;
        assertThat(array.getFloat(0)).isEqualTo(1);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> Weights.of(Nd4j.createFromArray(1f, Float.NaN)))
                .hasMessageStartingWith("weight 1 of a tensor [2] is NaN");
    }

    @Test
    void aMemberLongerThanAChunkIsWhole() {
        float[] weights = new float[10_001];
        boolean[] kept = new boolean[weights.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i + 1;
            kept[i] = i % 3 == 1;
        }
        Member member = Member.masked(weights, kept, new long[] {73, 137}, new Structure.Unstructured());
        float[] masked = plainly(member.weights());
        float[] mask = plainly(member.encoding().masked().orElseThrow().mask());
        for (int i = 0; i < weights.length; i++) {
            assertThat(masked[i]).isEqualTo(kept[i] ? weights[i] : 0);
            assertThat(mask[i]).isEqualTo(kept[i] ? 1 : 0);
        }
    }
}
