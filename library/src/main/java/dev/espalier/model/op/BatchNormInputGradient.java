package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link BatchNorm} with respect to x, the statistics being constants:
 * dx = upstream scale / sqrt(variance + epsilon) per channel. Inputs: upstream [N, C, H, W] or [N, C],
 * optionally scale [C], then running variance [C].
 *
 * @param epsilon added to the variance
 */
public record BatchNormInputGradient(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(upstream, running variance) or (upstream, scale, running variance)", 2, 3);
        return inputs.size() == 2
                ? BatchNorm.inferPerChannel(inputs, "running variance")
                : BatchNorm.inferPerChannel(inputs, "scale", "running variance");
    }
}
