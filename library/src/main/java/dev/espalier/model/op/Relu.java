package dev.espalier.model.op;

/**
 * max(x, 0), element by element; the derivative at 0 is 0. Input: x of any shape.
 */
public record Relu() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.max(x, 0);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return y > 0 ? 1 : 0;
    }
}
