package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link LogSoftmax} with respect to x: upstream - exp(output) Σ upstream, with sums along the axis. Inputs: output,
 * upstream, same shape.
 *
 * @param axis as in the forward operator
 */
public record LogSoftmaxGradient(int axis) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(output, upstream)", 2);
        Operands.expectShape("an upstream", inputs.get(0), inputs.get(1));
        return Operands.expectAxis(axis, inputs.get(0));
    }
}
