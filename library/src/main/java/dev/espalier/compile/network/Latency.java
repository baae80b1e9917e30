package dev.espalier.compile.network;

import java.util.Arrays;
import java.util.Locale;

/**
 * How long one item takes.
 *
 * @param median milliseconds of one run, over all rounds: processor time on one thread, time on the wall on several
 * @param p10 below it one round in ten
 * @param p90 above it one round in ten
 * @param rounds that were timed
 * @param ratio median over the rounds of the time in units of a reference kernel's, timed in the same round: where the
 *     machine is sometimes slower than at others, this is more often the same
 * @param threads that computed
 */
public record Latency(double median, double p10, double p90, int rounds, double ratio, int threads) {

    /** How far apart the slow and the fast rounds of a steady measurement may be. */
    static final double STEADY = 1.15;

    /** Of rounds, each with the time of a run and that of the reference in milliseconds. */
    static Latency of(double[] runs, double[] references, int threads) {
        double[] sorted = runs.clone();
        Arrays.sort(sorted);
        double[] ratios = new double[runs.length];
        for (int i = 0; i < runs.length; i++) {
            ratios[i] = runs[i] / references[i];
        }
        Arrays.sort(ratios);
        return new Latency(
                quantile(sorted, 0.5),
                quantile(sorted, 0.1),
                quantile(sorted, 0.9),
                runs.length,
                quantile(ratios, 0.5),
                threads);
    }

    /** Between the two nearest of the sorted values, by distance. */
    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int low = (int) place;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
    }

    /** Whether the machine was quiet enough. */
    public boolean steady() {
        return p90 <= STEADY * p10;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.3f ms %s (p10 %.3f, p90 %.3f, %d rounds%s), %.3f of the reference kernel",
                median,
                threads == 1 ? "of processor time on 1 thread" : "on " + threads + " threads",
                p10,
                p90,
                rounds,
                steady() ? "" : ", not steady: something else was running",
                ratio);
    }
}
