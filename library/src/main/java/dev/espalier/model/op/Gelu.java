package dev.espalier.model.op;

/**
 * x Φ(x), element by element, where Φ is the normal distribution function, computed with erf and not approximated
 * (Hendrycks and Gimpel 2016). Input: x of any shape.
 */
public record Gelu() implements Pointwise {

    @Override
    public double value(double x) {
        return x * distribution(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return distribution(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double distribution(double x) {
        return (1 + ErrorFunction.erf(x / Math.sqrt(2))) / 2;
    }
}
