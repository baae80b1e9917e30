package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link InstanceNorm} with respect to x. Per image and channel of m positions, with
 * x̂ = (x - mean) / sqrt(variance + epsilon):
 *
 * <p>dx = scale / sqrt(variance + epsilon) (upstream - mean(upstream) - x̂ mean(upstream x̂))
 *
 * <p>Inputs: x [N, C, H, W], upstream like x, and optionally scale [C].
 *
 * @param epsilon added to the variance
 */
public record InstanceNormInputGradient(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, upstream) or (x, upstream, scale)", 2, 3);
        Shape x = Operands.expectImages(inputs.get(0));
        Operands.expectShape("an upstream", x, inputs.get(1));
        if (inputs.size() == 3) {
            Operands.expectShape("a scale", Shape.of(x.dim(1)), inputs.get(2));
        }
        return x;
    }
}
