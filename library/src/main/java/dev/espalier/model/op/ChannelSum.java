package dev.espalier.model.op;

import java.util.List;

/**
 * The sum of each channel over batch and positions: the gradient of anything added per channel. Input: x [N, C, H, W] or
 * [N, C]. Output: [C].
 */
public record ChannelSum() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        return Shape.of(BatchNorm.inferPerChannel(inputs).dim(1));
    }
}
