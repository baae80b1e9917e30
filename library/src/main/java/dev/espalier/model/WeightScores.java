package dev.espalier.model;

/**
 * How much each weight of a tensor matters, row-major: a number at or above 0, never NaN. Those of the weights' squares
 * are computed where they are needed, exactly, as a list of them would take more time to write than to compute.
 */
public final class WeightScores {

    private final float[] weights;
    private final double[] given;

    private WeightScores(float[] weights, double[] given) {
        this.weights = weights;
        this.given = given;
    }

    /** These. */
    public static WeightScores of(double[] scores) {
        return new WeightScores(null, scores);
    }

    /** The square of each weight, as long as the weights stay what they are. */
    public static WeightScores squares(float[] weights) {
        return new WeightScores(weights, null);
    }

    /** How many. */
    public int length() {
        return given == null ? weights.length : given.length;
    }

    /** The score of a weight. */
    public double at(int weight) {
        return given == null ? (double) weights[weight] * weights[weight] : given[weight];
    }

    /** A number at or above 0, the larger, the higher the score is; equal for equal scores. */
    public long rank(int weight) {
        return given == null
                ? (Float.floatToRawIntBits(weights[weight]) & 0x7fffffffL) << 32
                : Double.doubleToRawLongBits(given[weight] + 0.0);
    }

    /** The sum over neighbouring weights. */
    public double sum(int from, int to) {
        // Four at a time: each sum waits for the one before it.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += at(i);
            b += at(i + 1);
            c += at(i + 2);
            d += at(i + 3);
        }
        for (; i < to; i++) {
            a += at(i);
        }
        return (a + b) + (c + d);
    }

    /** The scores of some weights, by their numbers. */
    public WeightScores at(int[] places) {
        double[] found = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            found[i] = at(places[i]);
        }
        return of(found);
    }
}
