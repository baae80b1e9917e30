package dev.espalier.model.op;

/**
 * min(max(x, 0), 6), element by element; the derivative at 0 and 6 is 0. Input: x of any shape.
 */
public record Relu6() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.min(Math.max(x, 0), 6);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return y > 0 && y < 6 ? 1 : 0;
    }
}
