package dev.espalier.prune;

import java.util.Arrays;

/**
 * Exact selection of the k largest scores. Percentiles of the scores would drop or add ties, and so miss the rate.
 *
 * <p>Scores at or above zero order like their bits, so the k-th largest is found digit by digit, 16 bits at a time, each
 * time among the scores that share the digits before: linear, without sorting, and with no bad case.
 */
final class TopK {

    private static final int DIGIT = 16;
    private static final int MASK = (1 << DIGIT) - 1;

    private TopK() {}

    /**
     * Marks exactly k items, none of the others scoring higher; of equal scores, those with the lower index.
     *
     * @param scores at least 0, no NaN
     * @param k 0 to the number of scores
     */
    static boolean[] largest(double[] scores, long k) {
        boolean[] chosen = new boolean[scores.length];
        if (k <= 0) {
            return chosen;
        }
        long threshold = 0;
        long ties = k;
        long[] candidates = bits(scores);
        int[] histogram = new int[1 << DIGIT];
        for (int shift = Long.SIZE - DIGIT; shift >= 0; shift -= DIGIT) {
            Arrays.fill(histogram, 0);
            for (long candidate : candidates) {
                histogram[(int) (candidate >>> shift) & MASK]++;
            }
            int digit = MASK;
            while (histogram[digit] < ties) {
                ties -= histogram[digit--];
            }
            threshold |= (long) digit << shift;
            candidates = withDigit(candidates, digit, shift, histogram[digit]);
        }
        for (int i = 0; i < scores.length; i++) {
            long bits = Double.doubleToRawLongBits(scores[i]);
            chosen[i] = bits > threshold || (bits == threshold && ties-- > 0);
        }
        return chosen;
    }

    private static long[] bits(double[] scores) {
        long[] bits = new long[scores.length];
        for (int i = 0; i < scores.length; i++) {
            bits[i] = Double.doubleToRawLongBits(scores[i]);
        }
        return bits;
    }

    private static long[] withDigit(long[] candidates, int digit, int shift, int count) {
        long[] fewer = new long[count];
        int next = 0;
        for (long candidate : candidates) {
            if (((int) (candidate >>> shift) & MASK) == digit) {
                fewer[next++] = candidate;
            }
        }
        return fewer;
    }
}
