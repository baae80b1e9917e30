package dev.espalier.quantize;

import dev.espalier.model.LevelTable;

/** Finds the scale of one group of weights after the other. Keeps its working memory, so each thread needs its own. */
final class ScaleSearch {

    private static final int MOST_SWEPT = 1024;
    /** With fewer, walking over the weights is faster than looking levels up. */
    private static final int WEIGHTS_PER_LEVEL = 2;

    private static final int COARSE = 33;
    private static final int FINE = 17;
    /** Times the largest magnitude. Sums of powers lie densest below half of the largest level. */
    private static final double WIDEST = 2.1;

    private static final int MOST_ROUNDS = 100;
    private static final int POLISHING_ROUNDS = 8;
    private static final double SETTLED = 1e-5;
    private static final int NEIGHBOURS = 2;

    private final ScaleChoice choice;
    private final Spectrum spectrum = new Spectrum();
    private final ScaleSweep sweep = new ScaleSweep();

    private float[] magnitudes = new float[0];
    private int length;
    private LevelTable levels;
    private boolean counted;

    ScaleSearch(ScaleChoice choice) {
        this.choice = choice;
    }

    /**
     * The scale for some magnitudes: finite and at or above 0, which it is if they all are.
     *
     * @param numbers at or above 0; those from {@code length} on do not count
     */
    float scale(float[] numbers, int length, LevelTable levels) {
        this.magnitudes = numbers;
        this.length = length;
        this.levels = levels;
        float largest = largest();
        if (largest == 0 || choice == ScaleChoice.MAX) {
            return largest;
        }
        float exact = exact(largest);
        if (exact > 0) {
            return exact;
        }
        if (choice == ScaleChoice.MSE && length * (levels.count() - 1) <= MOST_SWEPT) {
            return (float) sweep.best(magnitudes, length, levels);
        }
        counted = length > WEIGHTS_PER_LEVEL * levels.count();
        if (counted) {
            spectrum.count(magnitudes, length, largest, levels);
        }
        double found = choice == ScaleChoice.MSE ? searched(largest) : alternated(largest);
        return polished(products(found).error(found) <= products(largest).error(largest) ? found : largest);
    }

    /** By their bits, which are in the same order and quicker to compare. */
    private float largest() {
        int largest = 0;
        for (int i = 0; i < length; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(magnitudes[i]));
        }
        return Float.intBitsToFloat(largest);
    }

    /**
     * The scale at which every magnitude is a level already, so that projecting a member changes nothing; 0 if there is
     * none. The largest magnitude must be some level; floating point leaves a few scales for each.
     */
    private float exact(float largest) {
        for (int level = levels.count() - 1; level > 0; level--) {
            float scale = (float) (largest / levels.magnitude(level));
            if (!perhaps(scale)) {
                continue;
            }
            for (int i = 0; i < NEIGHBOURS; i++) {
                scale = Math.nextDown(scale);
            }
            for (int i = -NEIGHBOURS; i <= NEIGHBOURS; i++) {
                if (scale <= Float.MAX_VALUE
                        && (float) (scale * levels.magnitude(level)) == largest
                        && exactly(scale)) {
                    return scale;
                }
                scale = Math.nextUp(scale);
            }
        }
        return 0;
    }

    /** Spares the trouble where already the first weight is far from any level. */
    private boolean perhaps(double scale) {
        double ratio = magnitudes[0] / scale;
        double level = levels.magnitude(levels.nearest(ratio));
        return Math.abs(ratio - level) <= SETTLED * level || magnitudes[0] < Float.MIN_NORMAL;
    }

    private boolean exactly(float scale) {
        for (int i = 0; i < length; i++) {
            int level = levels.nearest(magnitudes[i] / (double) scale);
            if ((float) (scale * levels.magnitude(level)) != magnitudes[i]) {
                return false;
            }
        }
        return true;
    }

    /** The best scale of a coarse grid over the whole range, then of a fine one around it. */
    private double searched(float largest) {
        double mean = mean();
        // No scale below the mean is best: <w, q> / <q, q> is at least <w, q> / sum(q), and q grows with w.
        double ratio = Math.pow(WIDEST * largest / mean, 1.0 / (COARSE - 1));
        double coarse = best(mean, ratio, COARSE);
        return best(coarse / ratio, Math.pow(ratio, 2.0 / (FINE - 1)), FINE);
    }

    private double mean() {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += magnitudes[i];
        }
        return sum / length;
    }

    private double best(double from, double ratio, int points) {
        double best = from;
        double least = Double.MAX_VALUE;
        double scale = from;
        for (int i = 0; i < points; i++, scale *= ratio) {
            double error = products(scale).error(scale);
            if (error < least) {
                least = error;
                best = scale;
            }
        }
        return best;
    }

    private double alternated(double start) {
        double scale = start;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double next = products(scale).bestScale();
            if (next == 0 || Math.abs(next - scale) <= SETTLED * scale) {
                break;
            }
            scale = next;
        }
        return scale;
    }

    /** A few rounds of alternating least squares. */
    private float polished(double start) {
        double scale = start;
        for (int round = 0; round < POLISHING_ROUNDS; round++) {
            double next = products(scale).bestScale();
            if (next == 0 || Math.abs(next - scale) <= SETTLED * scale) {
                break;
            }
            scale = next;
        }
        return (float) scale;
    }

    private Products products(double scale) {
        if (counted) {
            return spectrum.at(scale, levels);
        }
        double crossed = 0;
        double norm = 0;
        double squares = 0;
        for (int i = 0; i < length; i++) {
            double magnitude = magnitudes[i];
            double level = levels.magnitude(levels.nearest(magnitude / scale));
            crossed += magnitude * level;
            norm += level * level;
            squares += magnitude * magnitude;
        }
        return new Products(crossed, norm, squares);
    }
}
