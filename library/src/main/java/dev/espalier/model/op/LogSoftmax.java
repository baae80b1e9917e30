package dev.espalier.model.op;

import java.util.List;

/**
 * The logarithm of {@link Softmax}, without taking one of a number near 0. Input: x of any shape.
 *
 * @param axis counted from 0
 */
public record LogSoftmax(int axis) implements Op {

    public LogSoftmax {
        Operands.notNegative("axis", axis);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        return Operands.expectAxis(axis, inputs.get(0));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new LogSoftmaxGradient(axis), adjoint.output(), adjoint.upstream()));
    }
}
