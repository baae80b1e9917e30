package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link BatchNorm} with respect to its scale, the statistics being constants:
 * dscale = sum of upstream (x - mean) / sqrt(variance + epsilon) over batch and positions. Inputs: x [N, C, H, W] or
 * [N, C], running mean [C], running variance [C], upstream like x.
 *
 * @param epsilon added to the variance
 */
public record BatchNormScaleGradient(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, running mean, running variance, upstream)", 4);
        Shape x = BatchNorm.inferPerChannel(inputs, "running mean", "running variance");
        Operands.expectShape("an upstream", x, inputs.get(3));
        return Shape.of(x.dim(1));
    }
}
