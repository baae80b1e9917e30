package dev.espalier.kernel.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How one engine did in a contest.
 *
 * @param engine who
 * @param description what computed, with its version
 * @param firstLoss of the first step, before any update: the same for all, or they do not do the same work
 * @param bursts one for each round
 */
record Result(Engine engine, String description, double firstLoss, List<Measurement> bursts) {

    /** The median time of a step. */
    double milliseconds(Clock clock) {
        return Median.of(bursts.stream().mapToDouble(burst -> burst.milliseconds(clock)));
    }

    /** The other's time by this one's, round by round, and of that the median: above 1, this one is faster. */
    double timesFasterThan(Result other, Clock clock) {
        return Median.of(IntStream.range(0, bursts.size())
                .mapToDouble(round -> other.bursts.get(round).milliseconds(clock)
                        / bursts.get(round).milliseconds(clock)));
    }

    /** Memory after the last burst, in MB. */
    long residentMb() {
        return bursts.get(bursts.size() - 1).residentKb() >> 10;
    }

    /** The most memory it ever had, in MB. */
    long peakMb() {
        return bursts.get(bursts.size() - 1).peakKb() >> 10;
    }
}
