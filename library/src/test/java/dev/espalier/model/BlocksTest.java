package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Shape;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlocksTest {

    @Test
    void aPositionOfAllKernelsOfABlockIsABlock() {
        Blocks blocks = Blocks.ofKernels(Shape.of(3, 3, 1, 2), 2, 2, false);
        assertThat(blocks.ofWeights())
                .containsExactly(
                        0, 1, 0, 1, 2, 3, //
                        0, 1, 0, 1, 2, 3, //
                        4, 5, 4, 5, 6, 7);
        assertThat(blocks.sizes()).containsExactly(4, 4, 2, 2, 2, 2, 1, 1);
    }

    @Test
    void wholeKernelsAreBlocks() {
        Blocks blocks = Blocks.ofKernels(Shape.of(2, 3, 1, 2), 1, 2, true);
        assertThat(blocks.ofWeights()).containsExactly(0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3);
        assertThat(blocks.sizes()).containsExactly(4, 2, 4, 2);
    }

    @Test
    void theMatrixFormJoinsChannelsAndPositions() {
        Blocks blocks = Blocks.ofMatrix(Shape.of(2, 2, 1, 2), 1, 3);
        assertThat(blocks.ofWeights()).containsExactly(0, 0, 0, 1, 2, 2, 2, 3);
    }

    @Test
    void anExtentBeyondTheTensorIsTheTensor() {
        assertThat(Blocks.ofKernels(Shape.of(4, 2), 8, 16, false).count()).isEqualTo(1);
    }

    @Property(tries = 200)
    void sumsAndSpreadFollowTheNumbersOfTheBlocks(
            @ForAll @IntRange(min = 1, max = 7) int rows,
            @ForAll @IntRange(min = 1, max = 7) int columns,
            @ForAll @IntRange(min = 1, max = 4) int area,
            @ForAll @IntRange(min = 1, max = 8) int height,
            @ForAll @IntRange(min = 1, max = 8) int width,
            @ForAll boolean whole) {
        Blocks blocks = new Blocks(rows, columns, area, height, width, whole);
        int[] of = blocks.ofWeights();
        assertThat(IntStream.of(blocks.sizes()).sum()).isEqualTo(of.length).isEqualTo(rows * columns * area);
        double[] scores = IntStream.range(0, of.length).mapToDouble(i -> i * i).toArray();
        WeightScores sums = blocks.sums(WeightScores.of(scores));
        Map<Integer, Long> counts = IntStream.of(blocks.sizes())
                .boxed()
                .collect(Collectors.groupingBy(size -> size, Collectors.counting()));
        assertThat(blocks.countsBySize()).hasSameSizeAs(counts);
        blocks.countsBySize().forEach((size, count) -> assertThat((long) count).isEqualTo(counts.get(size)));
        boolean[] odd = new boolean[blocks.count()];
        for (int block = 0; block < blocks.count(); block++) {
            int number = block;
            odd[block] = block % 2 == 1;
            int[] own =
                    IntStream.range(0, of.length).filter(i -> of[i] == number).toArray();
            assertThat(own).hasSize(blocks.sizes()[block]);
            assertThat(sums.at(block))
                    .isEqualTo(IntStream.of(own).mapToDouble(i -> scores[i]).sum());
        }
        boolean[] spread = blocks.spread(odd);
        for (int i = 0; i < of.length; i++) {
            assertThat(spread[i]).isEqualTo(of[i] % 2 == 1);
        }
    }

    @Test
    void emptyBlocksAreRefused() {
        assertThatThrownBy(() -> new Blocks(4, 4, 1, 0, 2, false))
                .hasMessage("blocks of 0x2 kernels in 4x4 kernels of 1 weights; all must be at least 1");
    }
}
