package dev.espalier.fpga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.LevelSet;
import dev.espalier.model.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShiftAddTest {

    static Stream<LevelSet> sets() {
        return WeightCodeTest.sets();
    }

    /** Every word, redundant ones too, times every activation of four bits with and without sign. */
    @ParameterizedTest
    @MethodSource("sets")
    void productsAreThoseOfTheLevels(LevelSet set) {
        WeightCode code = new WeightCode(set);
        ShiftAdd element = new ShiftAdd(set);
        for (int word : code.words()) {
            for (int activation = -8; activation < 16; activation++) {
                assertThat(element.product(word, activation))
                        .as("word %d of %s times %d", word, set, activation)
                        .isEqualTo(activation * code.level(word).orElseThrow());
            }
        }
    }

    /** 5/8 is 1/2 + 1/8: shifts by 2 and by 0 (arXiv 2012.04240, equation 8). */
    @Test
    void fiveEighthsOfSevenAreTwoShiftsAndASum() {
        LevelSet set = new LevelSet.SumOfPowers(4);
        assertThat(new ShiftAdd(set).product(new WeightCode(set).word(5), 7)).isEqualTo((7 << 2) + (7 << 0));
    }

    @Test
    void aWholeLayerHasTheSumsOfItsLevels() {
        RandomGenerator random = new Seed(3).generator();
        List<LevelSet> sets = List.of(new LevelSet.SumOfPowers(4), new LevelSet.Fixed(4), new LevelSet.PowerOfTwo(4));
        int[][] activations = new int[5][9];
        long[][] levels = new long[sets.size()][9];
        for (int k = 0; k < 9; k++) {
            for (int[] position : activations) {
                position[k] = random.nextInt(16);
            }
            for (int row = 0; row < levels.length; row++) {
                long[] integers = sets.get(row).integers();
                levels[row][k] = (random.nextBoolean() ? 1 : -1) * integers[random.nextInt(integers.length)];
            }
        }

        Verdict verdict = new IntegerLayer(new Activation(4, false), activations, sets, levels).shiftAdd();

        assertThat(verdict.exact()).isTrue();
        assertThat(verdict).hasToString("shifts and additions: 15 results, all equal");
    }
}
