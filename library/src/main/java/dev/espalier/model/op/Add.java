package dev.espalier.model.op;

/**
 * Sum of two tensors, element by element: the end of a residual block, or the start of a bias. Inputs: a, b, of the same
 * shape or repeated to it.
 */
public record Add() implements Binary {

    @Override
    public double value(double a, double b) {
        return a + b;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(
                0, Broadcast.sum(adjoint, adjoint.upstream(), adjoint.input(0).shape()));
        adjoint.contribute(
                1, Broadcast.sum(adjoint, adjoint.upstream(), adjoint.input(1).shape()));
    }
}
