package dev.espalier.model.op;

/**
 * a / b, element by element. Inputs: a, b, of the same shape or repeated to it.
 */
public record Divide() implements Binary {

    @Override
    public double value(double a, double b) {
        return a / b;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value b = adjoint.input(1);
        Value gradient = adjoint.apply(new Divide(), adjoint.upstream(), b);
        adjoint.contribute(0, Broadcast.sum(adjoint, gradient, adjoint.input(0).shape()));
        if (adjoint.wanted(1)) {
            // d(a / b) / db = -(a / b) / b
            Value product = adjoint.apply(new Multiply(), gradient, adjoint.output());
            Value negative = adjoint.apply(Affine.times(-1), product);
            adjoint.contribute(1, Broadcast.sum(adjoint, negative, b.shape()));
        }
    }
}
