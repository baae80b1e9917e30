package dev.espalier.kernel.bench;

import java.util.stream.DoubleStream;

/** The middle of a sample. */
final class Median {

    private Median() {}

    /** The mean of the two middle values if their number is even. */
    static double of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
