package dev.espalier.model.op;

import java.util.List;

/**
 * A statistic of each channel over batch and positions: [N, C, H, W] or [N, C] to [C]. It feeds the running statistics
 * and is not differentiated.
 *
 * @param moment which one
 */
public record BatchMoment(Moment moment) implements TrainingOp {

    /** The two statistics. */
    public enum Moment {
        MEAN,
        /** Unbiased: divided by the count less one, as PyTorch records it. */
        VARIANCE,
        /** The mean over the images of the unbiased variance within each. */
        IMAGE_VARIANCE
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        BatchNorm.inferPerChannel(inputs);
        return Shape.of(inputs.get(0).dim(1));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        throw new UnsupportedOperationException("running statistics have no gradient");
    }
}
