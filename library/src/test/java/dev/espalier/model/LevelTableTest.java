package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LevelTableTest {

    static Stream<LevelSet> all() {
        return LevelSetTest.all();
    }

    @Property(tries = 500)
    void theNearestLevelIsThatOfTrial(@ForAll @DoubleRange(min = 0, max = 1.5) double ratio) {
        all().forEach(set -> assertThat(LevelTable.of(set).nearest(ratio))
                .as("%s of %s", ratio, set)
                .isEqualTo(byTrial(ratio, set.magnitudes())));
    }

    /** Small ratios are where powers of two are dense. */
    @Property(tries = 500)
    void theNearestOfSmallLevelsToo(@ForAll @DoubleRange(min = -70, max = 0) double exponent) {
        double ratio = Math.pow(2, exponent);
        all().forEach(set -> assertThat(LevelTable.of(set).nearest(ratio))
                .as("%s of %s", ratio, set)
                .isEqualTo(byTrial(ratio, set.magnitudes())));
    }

    private static int byTrial(double ratio, double[] magnitudes) {
        int nearest = 0;
        for (int level = 1; level < magnitudes.length; level++) {
            // A tie may look like none in floating point, and goes to the smaller.
            if (Math.abs(magnitudes[level] - ratio) < (1 - 1e-12) * Math.abs(magnitudes[nearest] - ratio)) {
                nearest = level;
            }
        }
        return nearest;
    }

    @ParameterizedTest
    @MethodSource("all")
    void levelsAreNearestToThemselvesAndMidpointsGoDown(LevelSet set) {
        LevelTable table = LevelTable.of(set);
        for (int level = 0; level < table.count(); level++) {
            assertThat(table.nearest(table.magnitude(level))).isEqualTo(level);
            if (level + 1 < table.count()) {
                assertThat(table.nearest(table.midpoint(level))).isEqualTo(level);
                assertThat(table.nearest(Math.nextUp(table.midpoint(level)))).isEqualTo(level + 1);
            }
        }
    }

    /** Rounding in the logarithm would take 0.36 to 1/2. */
    @Test
    void midpointsAreNumericNotLogarithmic() {
        LevelTable powers = LevelTable.of(new LevelSet.PowerOfTwo(4));
        assertThat(powers.magnitude(powers.nearest(0.36))).isEqualTo(0.25);
        assertThat(powers.magnitude(powers.nearest(0.375))).as("a tie").isEqualTo(0.25);
        LevelTable fixed = LevelTable.of(new LevelSet.Fixed(4));
        assertThat(fixed.nearest(0.5)).as("a tie between 3/7 and 4/7").isEqualTo(3);
    }
}
