package dev.espalier.engine.integer;

import java.util.Arrays;

/**
 * Sums of products for many outputs at a time. Where a level set allows, a product is made of shifts and additions alone,
 * as in logic without multipliers.
 */
final class Accumulator {

    private final long[] sums;
    private final long[] totals;
    private final long most;
    private long weight;
    private boolean shifts;
    private long magnitudes;
    private long bound;
    private long widest;

    /**
     * For so many outputs.
     *
     * @param most the largest magnitude of what is weighed
     */
    Accumulator(int outputs, long most) {
        sums = new long[outputs];
        totals = new long[outputs];
        this.most = most;
    }

    /** Starts a row of weights. */
    void begin() {
        Arrays.fill(totals, 0);
        Arrays.fill(sums, 0);
        magnitudes = 0;
        bound = 0;
    }

    /** Takes up a weight. */
    void weigh(long integer, boolean byShifts) {
        weight = integer;
        shifts = byShifts;
        magnitudes = Math.addExact(magnitudes, Math.abs(integer));
    }

    /** Adds the weight times every step-th number to as many sums, so far apart. */
    void add(long[] numbers, int from, int step, int to, int apart, int count) {
        if (shifts) {
            addShifted(numbers, from, step, to, apart, count);
        } else if (weight != 0) {
            for (int i = 0; i < count; i++) {
                sums[to + i * apart] += weight * numbers[from + i * step];
            }
        }
    }

    /** Adds the numbers once for every power of two in the weight, shifted by it. */
    private void addShifted(long[] numbers, int from, int step, int to, int apart, int count) {
        for (long rest = Math.abs(weight); rest != 0; rest &= rest - 1) {
            int shift = Long.numberOfTrailingZeros(rest);
            for (int i = 0, place = from, target = to; i < count; i++, place += step, target += apart) {
                long shifted = numbers[place] << shift;
                sums[target] += weight > 0 ? shifted : -shifted;
            }
        }
    }

    /** Ends a group: its sums count for a factor each. */
    void end(long factor) {
        long ofGroup = Math.multiplyExact(magnitudes, most);
        widest = Math.max(widest, ofGroup);
        bound = Math.addExact(bound, Math.multiplyExact(ofGroup, factor));
        magnitudes = 0;
        for (int i = 0; i < sums.length; i++) {
            totals[i] += factor == 1 ? sums[i] : factor * sums[i];
            sums[i] = 0;
        }
    }

    long total(int output) {
        return totals[output];
    }

    void copy(long[] to, int at) {
        System.arraycopy(totals, 0, to, at, totals.length);
    }

    /** No sum of a group, of any row, is larger. */
    long widest() {
        return widest;
    }

    /** No total of the row is larger. */
    long bound() {
        return bound;
    }
}
