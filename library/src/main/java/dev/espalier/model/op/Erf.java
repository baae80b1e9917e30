package dev.espalier.model.op;

/** The error function, 2 / √π times the integral of exp(-t²) from 0 to x, element by element. Input: x of any shape. */
public record Erf() implements Pointwise {

    @Override
    public double value(double x) {
        return ErrorFunction.erf(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
    }
}
