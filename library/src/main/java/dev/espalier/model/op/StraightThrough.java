package dev.espalier.model.op;

import java.util.List;

/**
 * The value, with the gradient of the surrogate: the straight-through estimator (Bengio, Léonard, Courville 2013). With x
 * as surrogate of its rounded self, rounding passes gradients on unchanged; with clamped x, only inside the bounds. Inputs:
 * surrogate, value, same shape. Output: value.
 */
public record StraightThrough() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(surrogate, value)", 2);
        Operands.expectShape("a value like its surrogate", inputs.get(0), inputs.get(1));
        return inputs.get(0);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.upstream());
    }
}
