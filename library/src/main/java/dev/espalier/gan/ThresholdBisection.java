package dev.espalier.gan;

import java.util.Arrays;
import java.util.function.DoublePredicate;

/**
 * The search of CAT (Jin et al. 2021, section 3.2 and the authors' code): the smallest threshold at which a student meets
 * its budget, by halves between the smallest and the largest score. As channels stay whose score is above the threshold,
 * the smallest is always lost.
 */
final class ThresholdBisection {

    private ThresholdBisection() {}

    /**
     * Finds the threshold.
     *
     * @param scores of all channels
     * @param met whether the student of a threshold meets the budget; that of the largest score does
     */
    static double run(double[] scores, DoublePredicate met) {
        double[] sorted = Arrays.stream(scores).sorted().toArray();
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        // The authors stop at a width of a thousandth, which never comes if the smallest score is zero, and which is
        // as wide as several scores where training was short.
        while (anyWithin(sorted, low, high)) {
            double middle = (low + high) / 2;
            if (met.test(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** Whether two thresholds could part the scores differently, and halves still tell them apart. */
    private static boolean anyWithin(double[] sorted, double low, double high) {
        double middle = (low + high) / 2;
        return middle > low && middle < high && Arrays.stream(sorted).anyMatch(score -> score > low && score <= high);
    }
}
