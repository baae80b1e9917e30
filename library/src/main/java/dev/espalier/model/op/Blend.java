package dev.espalier.model.op;

import java.util.List;

/**
 * A step of a moving average: (1 - momentum) old + momentum new. Inputs: old and new, same shape.
 *
 * @param momentum the part of the new value, in (0, 1]
 */
public record Blend(double momentum) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(old, new)", 2);
        Operands.expectShape("a new value like the old", inputs.get(0), inputs.get(1));
        return inputs.get(0);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        throw new UnsupportedOperationException("running statistics have no gradient");
    }
}
