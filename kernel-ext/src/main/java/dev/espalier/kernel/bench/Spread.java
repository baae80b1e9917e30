package dev.espalier.kernel.bench;

import java.util.stream.DoubleStream;

/** How far the times of a sample are apart. */
final class Spread {

    /** Of a measurement that nothing disturbed. */
    private static final double STEADY = 1.15;

    private Spread() {}

    /** Its 90th percentile by its 10th. */
    static double of(DoubleStream times) {
        double[] sorted = times.sorted().toArray();
        int tenth = (int) Math.round(0.1 * (sorted.length - 1));
        return sorted[sorted.length - 1 - tenth] / sorted[tenth];
    }

    static boolean isSteady(DoubleStream times) {
        return of(times) <= STEADY;
    }
}
