package dev.espalier.model.op;

import java.util.List;

/** Sum of two tensors of the same shape, element by element: the end of a residual block. */
public record Add() implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(a, b)", 2);
        if (!inputs.get(0).equals(inputs.get(1))) {
            throw new ShapeException("expects two tensors of the same shape, found " + inputs.get(0) + " and "
                    + inputs.get(1) + "; a 1x1 convolution on the shorter path makes them equal");
        }
        return inputs.get(0);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.upstream());
        adjoint.contribute(1, adjoint.upstream());
    }
}
