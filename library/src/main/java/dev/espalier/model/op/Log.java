package dev.espalier.model.op;

/**
 * The natural logarithm, element by element; not a number below 0. Input: x of any shape.
 */
public record Log() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.log(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return 1 / x;
    }
}
