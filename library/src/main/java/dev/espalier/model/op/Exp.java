package dev.espalier.model.op;

/**
 * e to the power of x, element by element. Input: x of any shape.
 */
public record Exp() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.exp(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return y;
    }
}
