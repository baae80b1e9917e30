package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Seed;
import dev.espalier.model.op.FakeQuantize;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ObserverTest {

    private static final FakeQuantize FOUR = new FakeQuantize(4, false);

    private static Observation seen(float[]... batches) {
        Observation seen = new Observation("x");
        for (float[] batch : batches) {
            seen.see(batch);
        }
        return seen;
    }

    private static float[] halfNormal(int count, long seed) {
        RandomGenerator random = new Seed(seed).generator();
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) Math.abs(random.nextGaussian());
        }
        return numbers;
    }

    @Test
    void theLargestOfAllBatchesAndTheirAverage() {
        Observation seen = seen(new float[] {1, -4}, new float[] {2}, new float[] {0, 0, 16});

        assertThat(new Observer.Largest().range(seen, FOUR)).isEqualTo(16);
        // 4, then (4 + 2) / 2 = 3, then (3 + 16) / 2.
        assertThat(new Observer.MovingAverage(0.5).range(seen, FOUR)).isEqualTo(9.5);
    }

    @Test
    void aPercentileLeavesOutliersOut() {
        float[] numbers = new float[1000];
        for (int i = 0; i < 1000; i++) {
            numbers[i] = i < 990 ? i / 990f : 100;
        }

        assertThat(new Observer.Percentile(99).range(seen(numbers), FOUR)).isCloseTo(1, within(0.1));
        assertThat(new Observer.Percentile(100).range(seen(numbers), FOUR)).isEqualTo(100);
    }

    @Test
    void zerosCountInAPercentile() {
        Observation seen = seen(new float[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 8});

        assertThat(new Observer.Percentile(90).range(seen, FOUR)).isZero();
        assertThat(seen.percentile(91)).isEqualTo(8);
    }

    @Test
    void theSquaredErrorIsThatOfTheNumbers() {
        float[] numbers = halfNormal(20_000, 1);
        double step = 0.2;
        double sum = 0;
        for (float number : numbers) {
            double error = number - FOUR.level(number / step) * step;
            sum += error * error;
        }

        assertThat(seen(numbers).squaredError(FOUR, step)).isCloseTo(sum / numbers.length, within(1e-5));
    }

    @Test
    void theBestRangeBeatsAllOthers() {
        float[] numbers = halfNormal(20_000, 2);
        Observation seen = seen(numbers);

        double best = new Observer.SquaredError().range(seen, FOUR);
        double error = seen.squaredError(FOUR, best / FOUR.most());

        for (int i = 1; i <= 1000; i++) {
            assertThat(seen.squaredError(FOUR, seen.largest() * i / 1000 / FOUR.most()))
                    .isGreaterThan(error * 0.998);
        }
        assertThat(best).isLessThan(0.8 * seen.largest());
    }

    @Test
    void binsWidenWithoutLosingCounts() {
        Observation seen = seen(new float[] {0.5f, 0.25f}, new float[] {64}, new float[] {1000});

        assertThat(seen.total()).isEqualTo(4);
        assertThat(seen.largest()).isEqualTo(1000);
        assertThat(seen.percentile(75)).isCloseTo(64, within(2.0));
    }

    @Test
    void numbersWithoutARangeAreRefused() {
        assertThatThrownBy(() -> seen(new float[] {1, Float.NaN}))
                .hasMessage("'x' is NaN at position 1 of a batch, and has no range; quantize a model whose training"
                        + " converged");
    }
}
