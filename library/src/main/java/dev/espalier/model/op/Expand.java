package dev.espalier.model.op;

import java.util.List;

/**
 * A tensor repeated along axes of length 1, and along missing axes before its first. Input: x.
 *
 * @param shape of the output
 */
public record Expand(Shape shape) implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        return Broadcast.expectTo(shape, inputs.get(0));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(
                0, Broadcast.sum(adjoint, adjoint.upstream(), adjoint.input(0).shape()));
    }
}
