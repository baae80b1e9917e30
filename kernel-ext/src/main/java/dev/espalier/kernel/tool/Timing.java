package dev.espalier.kernel.tool;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How long a piece of code takes, measured several times.
 *
 * @param loops how often the code ran in each run
 * @param runs seconds of one pass through the code, one figure per run
 * @param clock what was read: {@code wall} or {@code CPU}
 * @param digits significant ones to show
 */
public record Timing(long loops, List<Double> runs, String clock, int digits) {

    /** From here on the slowest run says that something was cached or disturbed. */
    private static final double SUSPICIOUS = 4;

    public Timing {
        runs = List.copyOf(runs);
    }

    /** Seconds of one pass, averaged over the runs. */
    public double mean() {
        return runs.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Standard deviation over the runs, in seconds. */
    public double sd() {
        double mean = mean();
        return Math.sqrt(runs.stream()
                .mapToDouble(run -> (run - mean) * (run - mean))
                .average()
                .orElse(Double.NaN));
    }

    /** Seconds of one pass in the fastest run. */
    public double best() {
        return runs.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    /** Seconds of one pass in the slowest run. */
    public double worst() {
        return runs.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** {@code 1.23 µs ± 45.6 ns per loop, best 1.19 µs (mean ± sd of 7 runs of 100,000 loops each)}. */
    @Override
    public String toString() {
        String text = String.format(
                Locale.ROOT,
                "%s ± %s per loop, best %s (mean ± sd of %d run%s of %,d loop%s each%s)",
                Amounts.time(mean(), digits),
                Amounts.time(sd(), digits),
                Amounts.time(best(), digits),
                runs.size(),
                runs.size() == 1 ? "" : "s",
                loops,
                loops == 1 ? "" : "s",
                clock.equals("wall") ? "" : ", " + clock + " time");
        return worst() <= SUSPICIOUS * best()
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "%nThe slowest run took %.1f times as long as the fastest: something else was running,"
                                        + " or an intermediate result is being kept.",
                                worst() / best());
    }

    /** All runs, one a line. */
    public String allRuns() {
        return runs.stream().map(run -> Amounts.time(run, digits)).collect(Collectors.joining("\n"));
    }
}
