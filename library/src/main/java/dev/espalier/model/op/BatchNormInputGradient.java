package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link BatchNorm} with respect to x, the statistics being constants:
 * dx = upstream scale / sqrt(variance + epsilon) per channel. Inputs: upstream [N, C, H, W] or [N, C], scale [C],
 * running variance [C].
 *
 * @param epsilon added to the variance
 */
public record BatchNormInputGradient(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(upstream, scale, running variance)", 3);
        return BatchNorm.inferPerChannel(inputs, "scale", "running variance");
    }
}
