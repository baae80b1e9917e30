package dev.espalier.model.op;

/**
 * scale x + shift, element by element, with two constants. Input: x of any shape.
 *
 * @param scale the factor
 * @param shift what is added to the product
 */
public record Affine(double scale, double shift) implements Pointwise {

    public Affine {
        Operands.finite("scale", scale);
        Operands.finite("shift", shift);
    }

    /** The product with a constant. */
    public static Affine times(double scale) {
        return new Affine(scale, 0);
    }

    @Override
    public double value(double x) {
        return scale * x + shift;
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return scale;
    }

    /** The upstream times the same factor: nothing of the forward pass has to be kept. */
    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, scale == 1 ? adjoint.upstream() : adjoint.apply(times(scale), adjoint.upstream()));
    }
}
