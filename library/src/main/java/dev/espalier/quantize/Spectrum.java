package dev.espalier.quantize;

import dev.espalier.model.LevelTable;
import java.util.Arrays;

/**
 * Some magnitudes in equal bins, so that the squared error of a scale costs a few look-ups instead of a walk over all of
 * them: those between two midpoints are whole bins, whose number and sum are known, and parts of the bins the midpoints lie
 * in, which are looked at one by one.
 */
final class Spectrum {

    private static final int MOST_BINS = 4096;
    private static final int BINS_PER_LEVEL = 8;

    /** How many magnitudes, and what sum of them, lie in the bins before each. */
    private final int[] counts = new int[MOST_BINS + 1];

    private final double[] sums = new double[MOST_BINS + 1];
    private final int[] next = new int[MOST_BINS];
    private float[] byBin = new float[0];
    private int bins;
    private double perUnit;
    private double squares;

    /** How many magnitudes, and what sum of them, lie at or below the last limit that was looked at. */
    private int count;

    private double sum;

    /** Replaces what is counted by other magnitudes, of which at least one is not zero. */
    void count(float[] magnitudes, int length, float largest, LevelTable levels) {
        bins = Math.min(MOST_BINS, Math.max(length, BINS_PER_LEVEL * levels.count()));
        perUnit = bins / (double) largest;
        byBin = byBin.length < length ? new float[length] : byBin;
        Arrays.fill(counts, 0, bins + 1, 0);
        Arrays.fill(sums, 0, bins + 1, 0);
        squares = 0;
        for (int i = 0; i < length; i++) {
            double magnitude = magnitudes[i];
            int bin = bin(magnitude);
            counts[bin + 1]++;
            sums[bin + 1] += magnitude;
            squares += magnitude * magnitude;
        }
        for (int bin = 1; bin <= bins; bin++) {
            counts[bin] += counts[bin - 1];
            sums[bin] += sums[bin - 1];
        }
        System.arraycopy(counts, 0, next, 0, bins);
        for (int i = 0; i < length; i++) {
            byBin[next[bin(magnitudes[i])]++] = magnitudes[i];
        }
    }

    /** What becomes of the magnitudes at a scale. */
    Products at(double scale, LevelTable levels) {
        double products = 0;
        double norm = 0;
        int last = levels.count() - 1;
        seek(scale * levels.midpoint(0));
        for (int level = 1; level <= last; level++) {
            int countBefore = count;
            double sumBefore = sum;
            seek(level < last ? scale * levels.midpoint(level) : Double.MAX_VALUE);
            double magnitude = levels.magnitude(level);
            products += magnitude * (sum - sumBefore);
            norm += magnitude * magnitude * (count - countBefore);
        }
        return new Products(products, norm, squares);
    }

    private void seek(double limit) {
        if (limit * perUnit >= bins) {
            count = counts[bins];
            sum = sums[bins];
            return;
        }
        int bin = bin(limit);
        count = counts[bin];
        sum = sums[bin];
        for (int i = counts[bin]; i < counts[bin + 1]; i++) {
            if (byBin[i] <= limit) {
                count++;
                sum += byBin[i];
            }
        }
    }

    private int bin(double magnitude) {
        return Math.min((int) (magnitude * perUnit), bins - 1);
    }
}
