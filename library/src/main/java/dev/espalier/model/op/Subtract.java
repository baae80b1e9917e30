package dev.espalier.model.op;

/**
 * a - b, element by element. Inputs: a, b, of the same shape or repeated to it.
 */
public record Subtract() implements Binary {

    @Override
    public double value(double a, double b) {
        return a - b;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(
                0, Broadcast.sum(adjoint, adjoint.upstream(), adjoint.input(0).shape()));
        if (adjoint.wanted(1)) {
            Value negative = adjoint.apply(Affine.times(-1), adjoint.upstream());
            adjoint.contribute(
                    1, Broadcast.sum(adjoint, negative, adjoint.input(1).shape()));
        }
    }
}
