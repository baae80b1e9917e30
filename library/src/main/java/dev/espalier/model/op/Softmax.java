package dev.espalier.model.op;

import java.util.List;

/**
 * exp(x) divided by its sum along one axis. Input: x of any shape.
 *
 * @param axis counted from 0
 */
public record Softmax(int axis) implements Op {

    public Softmax {
        Operands.notNegative("axis", axis);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        return Operands.expectAxis(axis, inputs.get(0));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new SoftmaxGradient(axis), adjoint.output(), adjoint.upstream()));
    }
}
