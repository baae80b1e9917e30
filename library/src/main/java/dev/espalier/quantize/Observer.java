package dev.espalier.quantize;

import dev.espalier.model.op.FakeQuantize;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * How the range of an activation is found from what it is on some images: the magnitude up to which levels reach. What is
 * beyond is cut off, and the smaller the range, the finer the levels.
 */
public sealed interface Observer {

    /** The largest magnitude ever seen: nothing is cut off. */
    record Largest() implements Observer {
        @Override
        public double range(Observation seen, FakeQuantize op) {
            return seen.largest();
        }

        @Override
        public String toString() {
            return "max";
        }
    }

    /**
     * The largest magnitude of a batch, averaged over batches (Jacob et al. 2018, section 3.1): one outlier counts little.
     *
     * @param momentum what the average keeps at every batch, at least 0 and below 1
     */
    record MovingAverage(double momentum) implements Observer {
        public MovingAverage {
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException(
                        "a moving average that keeps " + momentum + "; it must be at least 0 and below 1");
            }
        }

        @Override
        public double range(Observation seen, FakeQuantize op) {
            return seen.average(momentum);
        }

        @Override
        public String toString() {
            return "average:" + plain(momentum);
        }
    }

    /**
     * The magnitude that so many of all numbers do not exceed.
     *
     * @param percent above 0, up to 100
     */
    record Percentile(double percent) implements Observer {
        public Percentile {
            if (!(percent > 0 && percent <= 100)) {
                throw new IllegalArgumentException(
                        "a percentile of " + percent + "; it must be above 0 and at most 100");
            }
        }

        @Override
        public double range(Observation seen, FakeQuantize op) {
            return seen.percentile(percent);
        }

        @Override
        public String toString() {
            return "percentile:" + plain(percent);
        }
    }

    /** The range with the smallest mean squared error of the quantized numbers. */
    record SquaredError() implements Observer {

        private static final int COARSE = 128;
        private static final int FINE = 16;

        @Override
        public double range(Observation seen, FakeQuantize op) {
            double step = seen.largest() / COARSE;
            double coarse = best(seen, op, step, step, COARSE);
            return best(seen, op, Math.max(coarse - step, step / FINE), step / FINE, 2 * FINE);
        }

        private static double best(Observation seen, FakeQuantize op, double from, double step, int count) {
            double best = from;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < count; i++) {
                double range = from + i * step;
                double error = seen.squaredError(op, range / op.most());
                if (error < least) {
                    least = error;
                    best = range;
                }
            }
            return best;
        }

        @Override
        public String toString() {
            return "mse";
        }
    }

    /**
     * The magnitude up to which levels are to reach.
     *
     * @param seen what the activation was
     * @param op what it is quantized by
     */
    double range(Observation seen, FakeQuantize op);

    /**
     * Reads {@code max}, {@code average:0.9}, {@code percentile:99.99} or {@code mse}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static Observer parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", 2);
        boolean number = parts.length == 2 && parts[1].matches("[0-9]{1,3}(\\.[0-9]{1,9})?");
        if (parts.length == 1 && parts[0].equals("max")) {
            return new Largest();
        }
        if (parts.length == 1 && parts[0].equals("mse")) {
            return new SquaredError();
        }
        if (number && parts[0].equals("average")) {
            return new MovingAverage(Double.parseDouble(parts[1]));
        }
        if (number && parts[0].equals("percentile")) {
            return new Percentile(Double.parseDouble(parts[1]));
        }
        throw new IllegalArgumentException(
                "no observer '" + text + "'; write max, average:0.9, percentile:99.99 or mse");
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
