package dev.espalier.model.op;

import java.util.List;

/** x itself, as a constant to whatever comes before it: no gradient passes. Input: x of any shape. */
public record StopGradient() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        return inputs.get(0);
    }

    @Override
    public void differentiate(Adjoint adjoint) {}
}
