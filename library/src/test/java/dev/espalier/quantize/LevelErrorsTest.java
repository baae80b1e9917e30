package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Seed;
import dev.espalier.quantize.LevelErrors.Distribution;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Errors known from integration and from another implementation: 20,000 samples, 4 bits. */
class LevelErrorsTest {

    private static final LevelErrors ERRORS = LevelErrors.measure(4, 20_000, new Seed(1));

    private static LevelErrors.Row row(Distribution distribution, ScaleChoice scale) {
        return ERRORS.rows().stream()
                .filter(row -> row.distribution() == distribution && row.scale() == scale)
                .findFirst()
                .orElseThrow();
    }

    private static void expect(Distribution distribution, double tolerance, double fixed, double sum, double power) {
        LevelErrors.Row row = row(distribution, ScaleChoice.MSE);
        Percentage percent = Percentage.withPercentage(tolerance);
        assertThat(100 * row.fixed()).isCloseTo(fixed, percent);
        assertThat(100 * row.sumOfPowers()).isCloseTo(sum, percent);
        assertThat(100 * row.powerOfTwo()).isCloseTo(power, percent);
    }

    @Test
    void atTheBestScaleFixedPointIsNearestToNormalWeights() {
        expect(Distribution.NORMAL, 5, 1.31, 1.94, 3.77);
    }

    @Test
    void soItIsToUniformOnes() {
        expect(Distribution.UNIFORM, 5, 0.44, 0.81, 2.5);
    }

    /** Student's t has no fourth moment: a single weight moves the error of a sample by percents. */
    @Test
    void heavyTailsBringTheSetsTogether() {
        expect(Distribution.LAPLACE, 5, 2.69, 3.20, 3.73);
        expect(Distribution.STUDENT_T4, 15, 4.6, 5.0, 3.8);
    }

    @Test
    void atTheLargestMagnitudeSumsOfPowersWinOnHeavyTailsOnly() {
        LevelErrors.Row normal = row(Distribution.NORMAL, ScaleChoice.MAX);
        assertThat(normal.fixed()).isLessThan(normal.sumOfPowers());
        for (Distribution tailed : List.of(Distribution.LAPLACE, Distribution.STUDENT_T4)) {
            LevelErrors.Row heavy = row(tailed, ScaleChoice.MAX);
            assertThat(heavy.sumOfPowers()).as(tailed.toString()).isLessThan(heavy.fixed());
        }
    }

    /** Uniform weights, fixed point: steps of 1/7, each squared over 12, against a variance of 1/3. */
    @Test
    void uniformWeightsHaveTheErrorOfRounding() {
        assertThat(row(Distribution.UNIFORM, ScaleChoice.MAX).fixed()).isCloseTo(3 / (12 * 49.0), within(1e-4));
    }

    @Test
    void theTableSaysWhatWasMeasured() {
        assertThat(ERRORS.toString())
                .startsWith("squared error over squared norm, 4 bits, 20,000 weights each\n")
                .contains("student t, 4 degrees  max");
        assertThat(ERRORS.toTable().rowCount()).isEqualTo(8);
        assertThat(LevelErrors.measure(4, 20_000, new Seed(1))).isEqualTo(ERRORS);
    }
}
