package dev.espalier.model.op;

/**
 * min(max(x, min), max), element by element; the derivative at the bounds is 1. Input: x of any shape.
 *
 * @param min smallest value
 * @param max largest value, not below min
 */
public record Clamp(double min, double max) implements Pointwise {

    public Clamp {
        Operands.finite("min", min);
        Operands.finite("max", max);
        if (min > max) {
            throw new IllegalArgumentException("min (=" + min + ") must not be above max (=" + max + ")");
        }
    }

    @Override
    public double value(double x) {
        return Math.min(Math.max(x, min), max);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return x >= min && x <= max ? 1 : 0;
    }
}
