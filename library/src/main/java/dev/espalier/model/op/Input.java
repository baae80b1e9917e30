package dev.espalier.model.op;

import java.util.List;

/**
 * A tensor the caller brings: images, or labels.
 *
 * @param shape usually [N, ...]
 */
public record Input(Shape shape) implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(none)", 0);
        return shape;
    }

    @Override
    public void differentiate(Adjoint adjoint) {}
}
