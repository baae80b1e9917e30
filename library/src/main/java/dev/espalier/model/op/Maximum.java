package dev.espalier.model.op;

/**
 * max(a, b), element by element; where they are equal, the gradient goes to a. Inputs: a, b, of the same shape or repeated
 * to it.
 */
public record Maximum() implements Binary {

    @Override
    public double value(double a, double b) {
        return Math.max(a, b);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value isB = adjoint.apply(new Greater(), adjoint.input(1), adjoint.input(0));
        if (adjoint.wanted(0)) {
            Value isA = adjoint.apply(new Affine(-1, 1), isB);
            Value gradient = adjoint.apply(new Multiply(), adjoint.upstream(), isA);
            adjoint.contribute(
                    0, Broadcast.sum(adjoint, gradient, adjoint.input(0).shape()));
        }
        if (adjoint.wanted(1)) {
            Value gradient = adjoint.apply(new Multiply(), adjoint.upstream(), isB);
            adjoint.contribute(
                    1, Broadcast.sum(adjoint, gradient, adjoint.input(1).shape()));
        }
    }
}
