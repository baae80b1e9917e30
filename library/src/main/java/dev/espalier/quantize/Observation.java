package dev.espalier.quantize;

import dev.espalier.model.op.FakeQuantize;
import java.util.ArrayList;
import java.util.List;

/** What the magnitudes of an activation were, batch by batch: the largest of each, and how many lay where. */
public final class Observation {

    private static final int BINS = 2048;

    private final String name;
    private final List<Double> largest = new ArrayList<>();
    private long[] counts = new long[BINS];
    private double width;
    private long zeros;
    private long total;

    /** Of an activation of this name. */
    Observation(String name) {
        this.name = name;
    }

    /**
     * Takes up a batch.
     *
     * @throws IllegalArgumentException if a number is infinite or none
     */
    void see(float[] numbers) {
        double most = 0;
        for (int i = 0; i < numbers.length; i++) {
            double magnitude = Math.abs(numbers[i]);
            if (!(magnitude <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException("'" + name + "' is " + numbers[i] + " at position " + i
                        + " of a batch, and has no range; quantize a model whose training converged");
            }
            most = Math.max(most, magnitude);
        }
        largest.add(most);
        widen(most);
        total += numbers.length;
        for (float number : numbers) {
            if (number == 0) {
                zeros++;
            } else {
                counts[(int) Math.min(Math.abs(number) / width, BINS - 1)]++;
            }
        }
    }

    /** Makes bins twice as wide until they reach far enough. */
    private void widen(double most) {
        if (width == 0) {
            width = most / BINS;
        }
        while (most > width * BINS) {
            long[] wider = new long[BINS];
            for (int bin = 0; bin < BINS; bin++) {
                wider[bin / 2] += counts[bin];
            }
            counts = wider;
            width *= 2;
        }
    }

    /** How many numbers were seen. */
    public long total() {
        return total;
    }

    /** The largest magnitude. */
    public double largest() {
        return largest.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** The largest magnitude of a batch, averaged over batches with a momentum. */
    public double average(double momentum) {
        double average = largest.isEmpty() ? 0 : largest.get(0);
        for (double most : largest) {
            average = momentum * average + (1 - momentum) * most;
        }
        return average;
    }

    /** A magnitude that at least so many percent of the numbers do not exceed, to the next bin. */
    public double percentile(double percent) {
        long below = zeros;
        int bin = 0;
        while (bin < BINS && below < percent / 100 * total) {
            below += counts[bin++];
        }
        return Math.min(bin * width, largest());
    }

    /** The mean squared error of the numbers quantized with a step, taking all numbers of a bin for its middle. */
    public double squaredError(FakeQuantize op, double step) {
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                double middle = (bin + 0.5) * width;
                double error = middle - op.level(middle / step) * step;
                sum += counts[bin] * error * error;
            }
        }
        return total == 0 ? 0 : sum / total;
    }
}
