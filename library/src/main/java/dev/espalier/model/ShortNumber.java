package dev.espalier.model;

import java.util.Arrays;

/**
 * Numbers with few significant bits. Their products and sums are exact in floating point as long as the bits add up to
 * less than it holds, and so equal those of integers bit for bit: single precision holds 24 bits, double precision 53.
 */
public final class ShortNumber {

    /**
     * How many bits a rounded step or scale has at most. It moves by less than a two-thousandth, far below what
     * quantization itself does, and a sum of thousands of products of 8 bits still fits into a double.
     */
    public static final int BITS = 10;

    private static final int BITS_OF_FLOAT = 24;

    private ShortNumber() {}

    /** The nearest number of {@value #BITS} significant bits; a half goes to the even one. */
    public static float of(float number) {
        return (float) rounded(number, BITS);
    }

    /** The nearest number of so many significant bits; a half goes to the even one. */
    public static double of(double number, int bits) {
        return rounded(number, bits);
    }

    /**
     * The nearest scale that is {@link LevelSet#unit()} times a number of {@value #BITS} bits, or fewer where
     * {@link #isExact} needs it: an integer of the set then counts for a short number.
     */
    public static float scale(float scale, LevelSet set) {
        int bits = Math.min(BITS, BITS_OF_FLOAT - widening(set));
        return (float) (rounded((double) scale / set.unit(), bits) * set.unit());
    }

    /** Whether a weight's float is the exact product of scale and level, for every level of the set. */
    public static boolean isExact(float scale, LevelSet set) {
        double one = (double) scale / set.unit();
        return one * set.unit() == scale
                && rounded(one, BITS_OF_FLOAT - widening(set)) == one
                && Math.abs(one) >= Float.MIN_NORMAL;
    }

    /** How many bits a product with an integer of the set has more than its factor; none if all are powers of two. */
    private static int widening(LevelSet set) {
        int widest = Arrays.stream(set.integers())
                .filter(integer -> integer != 0)
                .mapToInt(
                        integer -> Long.SIZE - Long.numberOfLeadingZeros(integer) - Long.numberOfTrailingZeros(integer))
                .max()
                .orElseThrow();
        return widest == 1 ? 0 : widest;
    }

    private static double rounded(double number, int bits) {
        if (number == 0) {
            return 0;
        }
        int exponent = Math.getExponent(number) - bits + 1;
        return Math.scalb(Math.rint(Math.scalb(number, -exponent)), exponent);
    }

    /** The nearest multiple of the largest power of two that is not above a grid; a half goes to the even one. */
    public static float onGrid(float number, double grid) {
        int exponent = Math.getExponent(grid);
        return (float) Math.scalb(Math.rint(Math.scalb((double) number, -exponent)), exponent);
    }
}
