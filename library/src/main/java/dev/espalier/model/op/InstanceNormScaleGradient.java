package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link InstanceNorm} with respect to its scale: dscale = sum of upstream x̂ over batch and positions, x̂
 * being x normalised per image and channel. Inputs: x [N, C, H, W], upstream like x. Output: [C].
 *
 * @param epsilon added to the variance
 */
public record InstanceNormScaleGradient(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, upstream)", 2);
        Shape x = Operands.expectImages(inputs.get(0));
        Operands.expectShape("an upstream", x, inputs.get(1));
        return Shape.of(x.dim(1));
    }
}
