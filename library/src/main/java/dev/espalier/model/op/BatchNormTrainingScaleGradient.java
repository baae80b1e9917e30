package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link BatchNormTraining} with respect to its scale: dscale = sum of upstream x̂ over batch and positions,
 * with x̂ = (x - mean) / sqrt(variance + epsilon). Inputs: x [N, C, H, W] or [N, C], upstream like x. Output: [C].
 *
 * @param epsilon added to the variance
 */
public record BatchNormTrainingScaleGradient(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, upstream)", 2);
        Shape x = BatchNorm.inferPerChannel(inputs);
        Operands.expectShape("an upstream", x, inputs.get(1));
        return Shape.of(x.dim(1));
    }
}
