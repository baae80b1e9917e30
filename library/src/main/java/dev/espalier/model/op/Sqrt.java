package dev.espalier.model.op;

/**
 * The square root, element by element; not a number below 0, and the derivative at 0 is infinite. Input: x of any shape.
 */
public record Sqrt() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.sqrt(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return 0.5 / y;
    }
}
