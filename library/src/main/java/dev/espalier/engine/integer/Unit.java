package dev.espalier.engine.integer;

/**
 * What one counts for: mantissa 2^exponent / divisor.
 *
 * @param mantissa at least 1
 * @param exponent any
 * @param divisor at least 1; above that only where a mean was taken
 */
record Unit(long mantissa, int exponent, long divisor) {

    private static final int FRACTION_BITS = 52;

    /** A number above 0, exactly; its mantissa is odd. */
    static Unit of(double number) {
        if (!(number > 0 && number <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("a unit of " + number + "; it must be above 0 and finite");
        }
        int exponent = Math.getExponent(number) - FRACTION_BITS;
        long mantissa = (long) Math.scalb(number, -exponent);
        int zeros = Long.numberOfTrailingZeros(mantissa);
        return new Unit(mantissa >> zeros, exponent + zeros, 1);
    }

    /** The product of two units. */
    Unit times(Unit other) {
        return new Unit(
                Math.multiplyExact(mantissa, other.mantissa),
                exponent + other.exponent,
                Math.multiplyExact(divisor, other.divisor));
    }

    /** This unit, so many of which make the old one. */
    Unit dividedBy(long count) {
        return new Unit(mantissa, exponent, Math.multiplyExact(divisor, count));
    }

    /** The largest power of two that both units are whole multiples of, over a common divisor. */
    static Unit common(Unit a, Unit b) {
        if (a.equals(b)) {
            return a;
        }
        return new Unit(1, Math.min(a.exponent, b.exponent), leastCommonMultiple(a.divisor, b.divisor));
    }

    /** How many of a finer unit, found by {@link #common}, make one of this. */
    long in(Unit finer) {
        if (equals(finer)) {
            return 1;
        }
        return shifted(Math.multiplyExact(mantissa, finer.divisor / divisor), exponent - finer.exponent);
    }

    /** A positive number moved to the left. */
    static long shifted(long number, int left) {
        if (left >= Long.numberOfLeadingZeros(number)) {
            throw new ArithmeticException("long overflow");
        }
        return number << left;
    }

    private static long leastCommonMultiple(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return Math.multiplyExact(a / x, b);
    }

    /** So many of these as a double: exact as long as count times mantissa is, but for the division. */
    double times(long count) {
        return Math.scalb((double) (count * mantissa), exponent) / divisor;
    }
}
