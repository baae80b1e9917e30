package dev.espalier.model.op;

/**
 * |x|, element by element; the derivative at 0 is 0. Input: x of any shape.
 */
public record Abs() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.abs(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return Math.signum(x);
    }
}
