package dev.espalier.model.op;

/**
 * log(1 + exp(x)), element by element. Input: x of any shape.
 */
public record Softplus() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return Sigmoid.of(x);
    }
}
