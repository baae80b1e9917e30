package dev.espalier.model.op;

/**
 * 1 where a = b, else 0, element by element: a mask. It is constant almost everywhere, so no gradient passes through it.
 * Inputs: a, b, of the same shape or repeated to it.
 */
public record Equal() implements Binary {

    @Override
    public double value(double a, double b) {
        return a == b ? 1 : 0;
    }

    @Override
    public void differentiate(Adjoint adjoint) {}
}
