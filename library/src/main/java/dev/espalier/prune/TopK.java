package dev.espalier.prune;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Exact selection of the k largest scores. Percentiles of the scores would drop or add ties, and so miss the rate.
 *
 * <p>Scores at or above zero order like their bits, so the k-th largest is found digit by digit, 16 bits at a time, in
 * at most four passes and without sorting.
 */
final class TopK {

    private static final int DIGIT = 16;

    private TopK() {}

    /**
     * Marks exactly k of n items, none of the others scoring higher; of equal scores, those with the lower index.
     *
     * @param n how many items
     * @param k 0 to n
     * @param score of an item, at least 0, no NaN
     */
    static boolean[] largest(int n, long k, IntToDoubleFunction score) {
        boolean[] chosen = new boolean[n];
        if (k <= 0) {
            return chosen;
        }
        long threshold = 0;
        long ties = k;
        int[] histogram = new int[1 << DIGIT];
        for (int shift = 64 - DIGIT; shift >= 0; shift -= DIGIT) {
            Arrays.fill(histogram, 0);
            for (int i = 0; i < n; i++) {
                long bits = Double.doubleToRawLongBits(score.applyAsDouble(i));
                if (sameAbove(bits, threshold, shift + DIGIT)) {
                    histogram[(int) (bits >>> shift) & 0xffff]++;
                }
            }
            int digit = (1 << DIGIT) - 1;
            while (histogram[digit] < ties) {
                ties -= histogram[digit--];
            }
            threshold |= (long) digit << shift;
        }
        for (int i = 0; i < n; i++) {
            long bits = Double.doubleToRawLongBits(score.applyAsDouble(i));
            chosen[i] = bits > threshold || (bits == threshold && ties-- > 0);
        }
        return chosen;
    }

    private static boolean sameAbove(long a, long b, int shift) {
        return shift == 64 || (a ^ b) >>> shift == 0;
    }
}
