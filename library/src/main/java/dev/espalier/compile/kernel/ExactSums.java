package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Rescaling.Addend;
import dev.espalier.compile.kernel.Rescaling.Levels;

/** Whether double precision computes what a rescaling asks for exactly. */
public final class ExactSums {

    /** Bits of a whole number that a double holds, with room for a carry. */
    private static final int BITS = 52;

    /** No quotient that becomes a byte comes nearer to the middle between two levels without being there. */
    private static final double APART = 0x1p-43;

    private ExactSums() {}

    /**
     * Whether all sums are whole numbers, of few enough bits, of some power of two, and whether no quotient lies so near to
     * the middle between two levels that rounding it to a double puts it there.
     *
     * @param largest no sum's magnitude is larger
     */
    public static boolean hold(Rescaling rescaling, long largest) {
        for (int channel = 0; channel < rescaling.units().length; channel++) {
            if (!holds(rescaling, channel, largest)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Rescaling rescaling, int channel, long largest) {
        int exponent = Math.min(
                exponent(rescaling.units()[channel]), exponent(rescaling.bias()[channel]));
        double most = largest * rescaling.units()[channel] + Math.abs(rescaling.bias()[channel]);
        for (Addend addend : rescaling.addends()) {
            exponent = Math.min(exponent, exponent(addend.units()[channel]));
            most += addend.largest() * addend.units()[channel];
        }
        if (most == 0) {
            return true;
        }
        if (!(Math.scalb(most, -exponent) < Math.scalb(1.0, BITS))) {
            return false;
        }
        if (!(rescaling.result() instanceof Levels levels)) {
            return true;
        }
        // Twice the sum less an odd number of steps times the divisor is a whole number of the finer of both.
        double finest = Math.scalb(1.0, Math.min(exponent + 1, exponent(levels.step())));
        return finest / (2 * rescaling.divisor() * levels.step()) > APART;
    }

    /** Of the last bit of a number that is 1. */
    private static int exponent(double number) {
        if (number == 0) {
            return Double.MAX_EXPONENT;
        }
        long mantissa = Double.doubleToRawLongBits(number) & 0xfffffffffffffL | 0x10000000000000L;
        return Math.getExponent(number) - 52 + Long.numberOfTrailingZeros(mantissa);
    }
}
