package dev.espalier.model.op;

/**
 * x above 0 and alpha (exp(x) - 1) below, element by element (Clevert, Unterthiner, Hochreiter 2016). Input: x of any shape.
 *
 * @param alpha how far it goes below 0; 0 or more
 */
public record Elu(double alpha) implements Pointwise {

    public Elu {
        if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("alpha is " + alpha + "; it must be 0 or more, and finite");
        }
    }

    @Override
    public double value(double x) {
        return x > 0 ? x : alpha * Math.expm1(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return y > 0 ? 1 : y + alpha;
    }
}
