package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link BatchNormTraining} with respect to x (Ioffe and Szegedy 2015, section 3, solved for x). With m
 * values per channel, x̂ = (x - mean) / sqrt(variance + epsilon), and the gradients of scale and shift, which are the two
 * sums the chain rule through mean and variance needs:
 *
 * <p>dx = scale / sqrt(variance + epsilon) (upstream - dshift / m - x̂ dscale / m)
 *
 * <p>Inputs: x [N, C, H, W] or [N, C], optionally scale [C], then dscale [C], dshift [C], upstream like x.
 *
 * @param epsilon added to the variance
 */
public record BatchNormTrainingInputGradient(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, scale, scale gradient, shift gradient, upstream), scale optional", 4, 5);
        Shape x = inputs.size() == 4
                ? BatchNorm.inferPerChannel(inputs, "scale gradient", "shift gradient")
                : BatchNorm.inferPerChannel(inputs, "scale", "scale gradient", "shift gradient");
        Operands.expectShape("an upstream", x, inputs.get(inputs.size() - 1));
        return x;
    }
}
