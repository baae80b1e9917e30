package dev.espalier.prune;

import dev.espalier.model.WeightScores;
import java.util.Arrays;

/**
 * Exact selection of the k largest scores. Percentiles of the scores would drop or add ties, and so miss the rate.
 *
 * <p>Scores at or above zero are in the order of their bits, so the k-th largest is found digit by digit, 16 bits at a time, each
 * time among the scores that share the digits before: linear, without sorting, and with no bad case.
 */
final class TopK {

    private static final int DIGIT = 16;
    private static final int MASK = (1 << DIGIT) - 1;

    private TopK() {}

    /**
     * Marks exactly k items, none of the others scoring higher; of equal scores, those with the lower index.
     *
     * @param k 0 to the number of scores
     */
    static boolean[] largest(WeightScores scores, long k) {
        int length = scores.length();
        boolean[] chosen = new boolean[length];
        if (k <= 0) {
            return chosen;
        }
        if (k >= length) {
            Arrays.fill(chosen, true);
            return chosen;
        }
        int[] histogram = new int[1 << DIGIT];
        int shift = Long.SIZE - DIGIT;
        for (int i = 0; i < length; i++) {
            histogram[(int) (scores.rank(i) >>> shift)]++;
        }
        long ties = k;
        int digit = MASK;
        while (histogram[digit] < ties) {
            ties -= histogram[digit--];
        }
        long threshold = (long) digit << shift;
        long[] candidates = startingWith(scores, digit, histogram[digit]);
        for (shift -= DIGIT; shift >= 0; shift -= DIGIT) {
            Arrays.fill(histogram, 0);
            for (long candidate : candidates) {
                histogram[(int) (candidate >>> shift) & MASK]++;
            }
            digit = MASK;
            while (histogram[digit] < ties) {
                ties -= histogram[digit--];
            }
            threshold |= (long) digit << shift;
            candidates = withDigit(candidates, digit, shift, histogram[digit]);
        }
        for (int i = 0; i < length; i++) {
            long rank = scores.rank(i);
            chosen[i] = rank > threshold || (rank == threshold && ties-- > 0);
        }
        return chosen;
    }

    /** The scores with this first digit. */
    private static long[] startingWith(WeightScores scores, int digit, int count) {
        long[] found = new long[count];
        int next = 0;
        for (int i = 0; next < count; i++) {
            long rank = scores.rank(i);
            if ((int) (rank >>> Long.SIZE - DIGIT) == digit) {
                found[next++] = rank;
            }
        }
        return found;
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
