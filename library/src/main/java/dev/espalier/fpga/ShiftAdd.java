package dev.espalier.fpga;

import dev.espalier.model.LevelSet;

/**
 * What a {@link ProcessingElement} does to one activation and the word of one weight, in Java: a multiplication for fixed
 * point, one shift for powers of two, two shifts and an addition for their sums. No level is looked up.
 *
 * @param set what weights can be
 */
record ShiftAdd(LevelSet set) {

    /** The product in units of scale / {@link LevelSet#unit()}. */
    long product(int word, long activation) {
        int magnitudeBits = set.bits() - 1;
        int magnitude = word & ((1 << magnitudeBits) - 1);
        boolean negative = word >>> magnitudeBits != 0;
        if (set instanceof LevelSet.Fixed) {
            // Two's complement: the sign bit counts -2^(bits - 1).
            return activation * (magnitude - (negative ? 1L << magnitudeBits : 0));
        }
        long product;
        if (set instanceof LevelSet.SumOfPowers sum) {
            int first = magnitude >>> sum.secondBits();
            int second = magnitude & ((1 << sum.secondBits()) - 1);
            int largest = (1 << sum.firstBits()) - 1;
            product = shifted(activation, first, largest) + shifted(activation, second, largest);
        } else {
            product = shifted(activation, magnitude, (1 << magnitudeBits) - 1);
        }
        return negative ? -product : product;
    }

    /** The activation by the power of two whose exponent is written so; none if that is 0. */
    private static long shifted(long activation, int exponent, int largest) {
        return exponent == 0 ? 0 : activation << (largest - exponent);
    }
}
