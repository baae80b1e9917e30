package dev.espalier.model.op;

/**
 * 1 / (1 + exp(-x)), element by element. Input: x of any shape.
 */
public record Sigmoid() implements Pointwise {

    @Override
    public double value(double x) {
        return of(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return y * (1 - y);
    }

    /** Without overflow on either side. */
    static double of(double x) {
        double small = Math.exp(-Math.abs(x));
        return (x < 0 ? small : 1) / (1 + small);
    }
}
