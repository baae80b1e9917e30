package dev.espalier.model.op;

/**
 * Hyperbolic tangent, element by element. Input: x of any shape.
 */
public record Tanh() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.tanh(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return 1 - y * y;
    }
}
