package dev.espalier.model.op;

import java.util.List;

/**
 * a where the mask is not 0, else b, element by element: unlike a sum of products it keeps infinities on the other side
 * out. Inputs: mask, a, b, whose shapes are made equal by NumPy's rule: aligned at the last axis, a missing axis or one of
 * length 1 is repeated.
 */
public record Select() implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(mask, a, b)", 3);
        return Broadcast.of(inputs.get(0), Broadcast.of(inputs.get(1), inputs.get(2)));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value mask = adjoint.input(0);
        Value upstream = adjoint.upstream();
        Value zero = adjoint.apply(Affine.times(0), upstream);
        if (adjoint.wanted(1)) {
            Value gradient = adjoint.apply(new Select(), mask, upstream, zero);
            adjoint.contribute(
                    1, Broadcast.sum(adjoint, gradient, adjoint.input(1).shape()));
        }
        if (adjoint.wanted(2)) {
            Value gradient = adjoint.apply(new Select(), mask, zero, upstream);
            adjoint.contribute(
                    2, Broadcast.sum(adjoint, gradient, adjoint.input(2).shape()));
        }
    }
}
