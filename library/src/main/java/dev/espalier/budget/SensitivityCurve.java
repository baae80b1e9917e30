package dev.espalier.budget;

import dev.espalier.model.Cost;
import java.util.List;

/**
 * What turning one dial does to a model.
 *
 * @param dial which
 * @param points loosest first; the first is the model as it was given, at 1
 */
public record SensitivityCurve(Dial dial, List<Point> points) {

    public SensitivityCurve {
        points = List.copyOf(points);
        if (points.isEmpty() || points.get(0).keep() != 1) {
            throw new IllegalArgumentException("the curve of '" + dial.name() + "' has to start at 1, as it is");
        }
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).keep() >= points.get(i - 1).keep()) {
                throw new IllegalArgumentException("the curve of '" + dial.name() + "' has to go from loose to tight");
            }
        }
    }

    /**
     * The model with the dial at one position.
     *
     * @param keep the position
     * @param loss mean cross-entropy on the validation images, in nats
     * @param accuracy share of them classified rightly, in [0, 1]
     * @param cost of the whole model
     */
    public record Point(double keep, double loss, double accuracy, Cost cost) {}

    /** The tightest position measured. */
    public double tightest() {
        return points.get(points.size() - 1).keep();
    }

    /**
     * How much larger the loss is at a position than at 1: what was measured, and on a straight line over log(keep)
     * between two measured positions.
     *
     * @param keep from {@link #tightest} to 1
     * @return infinite where the loss was not a number
     */
    public double increase(double keep) {
        double increase = between(keep, points.stream().mapToDouble(Point::loss).toArray())
                - points.get(0).loss();
        return Double.isNaN(increase) ? Double.POSITIVE_INFINITY : increase;
    }

    /** On a straight line over keep between the values of two measured positions; values are those of the points. */
    double linear(double keep, double[] values) {
        int right = right(keep);
        double tight = points.get(right).keep();
        if (tight == keep) {
            return values[right];
        }
        double loose = points.get(right - 1).keep();
        return values[right - 1] + (loose - keep) / (loose - tight) * (values[right] - values[right - 1]);
    }

    private double between(double keep, double[] values) {
        int right = right(keep);
        if (points.get(right).keep() == keep) {
            return values[right];
        }
        double loose = points.get(right - 1).keep();
        double part =
                Math.log(loose / keep) / Math.log(loose / points.get(right).keep());
        return values[right - 1] + part * (values[right] - values[right - 1]);
    }

    /** The first measured position at or below. */
    private int right(double keep) {
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).keep() <= keep) {
                return i;
            }
        }
        throw new IllegalArgumentException("'" + dial.name() + "' was measured down to " + dial.describe(tightest())
                + ", not to " + dial.describe(keep));
    }
}
