package dev.espalier.model.op;

import java.util.List;

/**
 * Batch normalisation with the mean and the (biased) variance of the batch itself. Inputs: x [N, C, H, W] or [N, C],
 * scale [C], shift [C].
 *
 * @param epsilon added to the variance
 */
public record BatchNormTraining(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, scale, shift)", 3);
        return BatchNorm.inferPerChannel(inputs, "scale", "shift");
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        throw new UnsupportedOperationException(kind());
    }
}
