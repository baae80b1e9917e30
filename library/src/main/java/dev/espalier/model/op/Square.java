package dev.espalier.model.op;

/**
 * x², element by element. Input: x of any shape.
 */
public record Square() implements Pointwise {

    @Override
    public double value(double x) {
        return x * x;
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return 2 * x;
    }
}
