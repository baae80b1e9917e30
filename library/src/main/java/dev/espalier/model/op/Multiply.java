package dev.espalier.model.op;

/**
 * a b, element by element. Inputs: a, b, of the same shape or repeated to it.
 */
public record Multiply() implements Binary {

    @Override
    public double value(double a, double b) {
        return a * b;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        for (int factor = 0; factor < 2; factor++) {
            if (adjoint.wanted(factor)) {
                Value gradient = adjoint.apply(new Multiply(), adjoint.upstream(), adjoint.input(1 - factor));
                adjoint.contribute(
                        factor,
                        Broadcast.sum(adjoint, gradient, adjoint.input(factor).shape()));
            }
        }
    }
}
