package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sets of MSQ (arXiv 2012.04240), with the counts that were verified against a public re-implementation. */
class LevelSetTest {

    static Stream<LevelSet> all() {
        return Stream.of(
                        IntStream.rangeClosed(2, 8).mapToObj(LevelSet.Fixed::new),
                        IntStream.rangeClosed(2, 7).mapToObj(LevelSet.PowerOfTwo::new),
                        IntStream.rangeClosed(3, 8).mapToObj(LevelSet.SumOfPowers::new))
                .flatMap(sets -> sets);
    }

    @ParameterizedTest
    @MethodSource("all")
    void magnitudesRiseFromZeroToOneAndFitTheBits(LevelSet set) {
        double[] magnitudes = set.magnitudes();
        assertThat(magnitudes[0]).isZero();
        assertThat(magnitudes[magnitudes.length - 1]).isEqualTo(1);
        assertThat(magnitudes).isSorted().doesNotHaveDuplicates();
        assertThat(2 * magnitudes.length - 1).isLessThan(1 << set.bits());
    }

    @ParameterizedTest
    @MethodSource("all")
    void integersAreTheLevelsInUnits(LevelSet set) {
        double[] magnitudes = set.magnitudes();
        long[] integers = set.integers();
        for (int i = 0; i < magnitudes.length; i++) {
            assertThat((double) integers[i] / set.unit()).isEqualTo(magnitudes[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void namesAreReadBack(LevelSet set) {
        assertThat(LevelSet.parse(set.toString())).isEqualTo(set);
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 1, 3", "4, 2, 1, 7", "5, 2, 2, 8", "6, 3, 2, 24", "8, 4, 3, 94"})
    void sumsOfPowersHaveTheirBitsAndCounts(int bits, int first, int second, int magnitudes) {
        LevelSet.SumOfPowers set = new LevelSet.SumOfPowers(bits);
        assertThat(List.of(set.firstBits(), set.secondBits())).containsExactly(first, second);
        assertThat(set.magnitudes()).hasSize(magnitudes);
    }

    @ParameterizedTest
    @CsvSource({"sp2-4, 13", "fixed4, 15", "p2-4, 15", "sp2-8, 187"})
    void levelsCountWithTheirSigns(String set, int levels) {
        assertThat(2 * LevelSet.parse(set).magnitudes().length - 1).isEqualTo(levels);
    }

    @Test
    void fourBitSetsAreThoseOfThePaper() {
        assertThat(new LevelSet.SumOfPowers(4).magnitudes()).containsExactly(0, .125, .25, .5, .625, .75, 1);
        assertThat(new LevelSet.SumOfPowers(4).integers()).containsExactly(0, 1, 2, 4, 5, 6, 8);
        assertThat(new LevelSet.PowerOfTwo(4).magnitudes())
                .containsExactly(0, 1 / 64.0, 1 / 32.0, 1 / 16.0, .125, .25, .5, 1);
        assertThat(Arrays.stream(new LevelSet.Fixed(4).magnitudes()).map(m -> 7 * m))
                .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0);
    }

    @ParameterizedTest
    @CsvSource({"fixed9, 2 to 8", "p2-8, 2 to 7", "sp2-2, 3 to 8", "apot4, there are fixed2"})
    void anErrorSaysWhatThereIs(String name, String expected) {
        assertThatThrownBy(() -> LevelSet.parse(name)).hasMessageContaining(expected);
    }
}
