package dev.espalier.engine.integer;

import dev.espalier.model.op.FakeQuantize;

/**
 * From wide numbers to the levels of a few bits: the level nearest to number times unit over step, the even one of two
 * equally near, by integer division. {@link FakeQuantize} gives the same from the number as a double.
 *
 * @param multiplier of the number
 * @param divisor of the product
 * @param least the smallest level
 * @param most the largest level
 */
record Requantization(long multiplier, long divisor, long least, long most) {

    /**
     * From one unit to steps.
     *
     * @param bound of the numbers
     * @throws ArithmeticException if products or divisor take more than 62 bits
     */
    static Requantization of(Unit unit, Unit step, FakeQuantize op, long bound) {
        int shift = unit.exponent() - step.exponent();
        long multiplier = Unit.shifted(Math.multiplyExact(unit.mantissa(), step.divisor()), Math.max(0, shift));
        long divisor = Unit.shifted(Math.multiplyExact(unit.divisor(), step.mantissa()), Math.max(0, -shift));
        Math.multiplyExact(2, Math.multiplyExact(multiplier, Math.max(1, bound)));
        Math.multiplyExact(2, divisor);
        return new Requantization(multiplier, divisor, op.least(), op.most());
    }

    /** The level of a number. */
    long level(long number) {
        long product = number * multiplier;
        long quotient = Math.floorDiv(product, divisor);
        long rest = 2 * (product - quotient * divisor);
        boolean up = rest > divisor || rest == divisor && (quotient & 1) == 1;
        return Math.min(Math.max(up ? quotient + 1 : quotient, least), most);
    }
}
