package dev.espalier.kernel.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How one entrant did.
 *
 * @param description what computed, with its version
 * @param difference largest difference from the right outputs, by the largest of their numbers
 * @param bursts one for each round
 */
record InferenceResult(InferenceEntrant entrant, String description, double difference, List<Measurement> bursts) {

    InferenceResult {
        bursts = List.copyOf(bursts);
    }

    double milliseconds(Clock clock) {
        return Median.of(times(clock));
    }

    private DoubleStream times(Clock clock) {
        return bursts.stream().mapToDouble(burst -> burst.milliseconds(clock));
    }

    /** Its 90th percentile by its 10th. */
    double spread(Clock clock) {
        return Spread.of(times(clock));
    }

    boolean isSteady(Clock clock) {
        return Spread.isSteady(times(clock));
    }

    /** The other's time by this one's, round by round, and of that the median: above 1, this one is faster. */
    double timesFasterThan(InferenceResult other, Clock clock) {
        return Median.of(IntStream.range(0, bursts.size())
                .mapToDouble(round -> other.bursts.get(round).milliseconds(clock)
                        / bursts.get(round).milliseconds(clock)));
    }

    /** The geometric mean of numbers above 0. */
    static double geometricMean(double... numbers) {
        return Math.exp(Arrays.stream(numbers).map(Math::log).average().orElse(Double.NaN));
    }
}
