package dev.espalier.compile.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.kernel.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final Setting SETTING = new Setting(
            "a processor",
            "x86_64-linux-gnu AVX512",
            "a compiler",
            "1",
            Map.of("target", "x86-64-v4", "search", "1", "threads", "1"));

    /** Milliseconds of a machine that works exactly as the model says. */
    private static double time(Work work) {
        double perProduct = work.kernel().equals("fast") ? 1e-8 : 4e-8;
        return perProduct * work.products() + 1e-7 * work.weights() + 2e-7 * work.numbers() + 0.01;
    }

    private static Work work(Random random, String kernel) {
        return new Work(
                kernel,
                random.nextInt(1, 100_000_000),
                random.nextInt(1, 10_000_000),
                random.nextInt(4_000_000),
                random.nextInt(4_000_000),
                0);
    }

    private static LatencyTable table(int pieces, double noise) {
        Random random = new Random(3);
        Map<String, Recording> recordings = new LinkedHashMap<>();
        for (int i = 0; i < pieces; i++) {
            Work work = work(random, i % 2 == 0 ? "fast" : "slow");
            recordings.put("work " + i, new Recording(work, time(work) * (1 + noise * random.nextGaussian()), 1));
        }
        return new LatencyTable(SETTING, recordings);
    }

    @Test
    void findsTheCoefficientsOfEachFamily() {
        CostModel model = CostModel.fit(table(400, 0));

        Random random = new Random(4);
        for (String kernel : List.of("fast", "slow")) {
            Work work = work(random, kernel);
            assertThat(model.milliseconds(work)).isCloseTo(time(work), within(0.03 * time(work)));
        }
    }

    @Test
    void calculatesFamiliesItHasNotSeenLikeAllOthers() {
        CostModel model = CostModel.fit(table(400, 0));
        Work unseen = work(new Random(5), "unseen");

        assertThat(model.milliseconds(unseen))
                .isBetween(
                        0.5 * time(new Work("fast", unseen.products(), 0, unseen.weights(), unseen.numbers(), 0)),
                        2 * time(new Work("slow", unseen.products(), 0, unseen.weights(), unseen.numbers(), 0)));
    }

    @Test
    void knowsLayersThatWereHeldOut() {
        HeldOut error = HeldOut.of(table(200, 0.05), 5);

        assertThat(error.pieces()).isEqualTo(200);
        assertThat(error.median()).isLessThan(0.1);
        assertThat(error.rank()).isGreaterThan(0.98);
        assertThat(error.total()).isCloseTo(1, within(0.03));
        assertThat(error.toString()).contains("200 layers", "rank correlation 0.9");
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void moreWorkNeverTakesLessTime(@ForAll @DoubleRange(min = 0, max = 1) double noise) {
        CostModel model = CostModel.fit(table(12, noise / 3));

        Work less = new Work("fast", 1000, 100, 1000, 1000, 1000);
        Work more = new Work("fast", 2000, 100, 1000, 3000, 1000);
        assertThat(model.milliseconds(more)).isGreaterThanOrEqualTo(model.milliseconds(less));
    }

    @Test
    void networksAreSumsTimesAFactor() {
        CostModel model = CostModel.fit(table(20, 0));
        Work one = work(new Random(6), "fast");

        assertThat(model.times(1.5).milliseconds(List.of(one, one)))
                .isCloseTo(3 * model.milliseconds(one), within(1e-9));
        assertThatThrownBy(() -> model.times(0)).hasMessageContaining("must be above 0");
    }

    @Test
    void nothingCanBeFittedToNothing() {
        LatencyTable empty = new LatencyTable(SETTING, Map.of());

        assertThatThrownBy(() -> CostModel.fit(empty)).hasMessageContaining("record a network first");
        assertThatThrownBy(() -> HeldOut.of(empty, 5)).hasMessageContaining("0 recordings cannot be divided into 5");
    }

    @Test
    void ranksAreSharedByEqualNumbers() {
        double[] rising = {1, 2, 2, 4};

        assertThat(RankCorrelation.of(rising, rising)).isCloseTo(1, within(1e-12));
        assertThat(RankCorrelation.of(rising, new double[] {8, 4, 4, 1})).isCloseTo(-1, within(1e-12));
        // Ranks 1 2.5 2.5 4 and 1 2 3 4: 4.5 / sqrt(4.5 * 5).
        assertThat(RankCorrelation.of(rising, new double[] {1, 2, 3, 4})).isCloseTo(Math.sqrt(0.9), within(1e-12));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void leastSquaresAreTheLeast(@ForAll long seed) {
        Random random = new Random(seed);
        List<double[]> rows = new ArrayList<>();
        double[] times = new double[6];
        double[] scales = new double[6];
        for (int i = 0; i < 6; i++) {
            rows.add(random.doubles(3).toArray());
            times[i] = random.nextGaussian() + 1;
            scales[i] = 0.5 + random.nextDouble();
        }
        double[] usual = {0, 0, 0};

        double[] found = LeastSquares.solve(rows, times, scales, usual, 1e-9);

        double least = squares(rows, times, scales, found);
        assertThat(found).doesNotContain(Double.NaN);
        assertThat(Arrays.stream(found).min().orElseThrow()).isNotNegative();
        for (int trial = 0; trial < 50; trial++) {
            double[] other = found.clone();
            for (int j = 0; j < 3; j++) {
                other[j] = Math.max(0, other[j] + 0.1 * random.nextGaussian());
            }
            assertThat(squares(rows, times, scales, other)).isGreaterThan(least - 1e-6);
        }
    }

    private static double squares(List<double[]> rows, double[] times, double[] scales, double[] coefficients) {
        double sum = 0;
        for (int i = 0; i < times.length; i++) {
            double error = -times[i];
            for (int j = 0; j < coefficients.length; j++) {
                error += rows.get(i)[j] * coefficients[j];
            }
            sum += error * error / scales[i] / scales[i];
        }
        return sum;
    }
}
