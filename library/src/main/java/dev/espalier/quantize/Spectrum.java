package dev.espalier.quantize;

import dev.espalier.model.LevelTable;
import java.util.Arrays;

/**
 * How many weights have which magnitude, so that the squared error of a scale costs a few look-ups instead of a walk over
 * all weights. Magnitudes are counted in equal bins; those of one bin go to the same level, which is wrong only for the
 * few that lie in a bin with a midpoint, and these are nearly as far from the one level as from the other.
 */
final class Spectrum {

    private static final int MOST_BINS = 4096;
    private static final int BINS_PER_WEIGHT = 4;
    private static final int BINS_PER_LEVEL = 32;

    private final int[] counts = new int[MOST_BINS + 1];
    private final double[] sums = new double[MOST_BINS + 1];
    private int bins;
    private double perUnit;
    private double squares;

    /** Replaces what is counted by other magnitudes, of which at least one is not zero. */
    void count(float[] magnitudes, int length, float largest, LevelTable levels) {
        bins = (int) Math.min(MOST_BINS, Math.max((long) BINS_PER_WEIGHT * length, BINS_PER_LEVEL * levels.count()));
        perUnit = bins / (double) largest;
        Arrays.fill(counts, 0, bins + 1, 0);
        Arrays.fill(sums, 0, bins + 1, 0);
        squares = 0;
        for (int i = 0; i < length; i++) {
            double magnitude = magnitudes[i];
            int bin = Math.min((int) (magnitude * perUnit), bins - 1) + 1;
            counts[bin]++;
            sums[bin] += magnitude;
            squares += magnitude * magnitude;
        }
        for (int bin = 1; bin <= bins; bin++) {
            counts[bin] += counts[bin - 1];
            sums[bin] += sums[bin - 1];
        }
    }

    /** What becomes of the magnitudes at a scale. */
    Products at(double scale, LevelTable levels) {
        double products = 0;
        double norm = 0;
        for (int level = 1; level < levels.count(); level++) {
            int from = bin(scale * levels.midpoint(level - 1));
            int to = level < levels.count() - 1 ? bin(scale * levels.midpoint(level)) : bins;
            double magnitude = levels.magnitude(level);
            products += magnitude * (sums[to] - sums[from]);
            norm += magnitude * magnitude * (counts[to] - counts[from]);
        }
        return new Products(products, norm, squares);
    }

    private int bin(double magnitude) {
        return (int) Math.min(magnitude * perUnit + 0.5, bins);
    }
}
