package dev.espalier.model.op;

import java.util.List;

/**
 * Batch normalisation with the mean and the (biased) variance of the batch itself. Inputs: x [N, C, H, W] or [N, C],
 * and optionally scale [C] and shift [C].
 *
 * @param epsilon added to the variance
 */
public record BatchNormTraining(double epsilon) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x) or (x, scale, shift)", 1, 3);
        return inputs.size() == 1
                ? BatchNorm.inferPerChannel(inputs)
                : BatchNorm.inferPerChannel(inputs, "scale", "shift");
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value x = adjoint.input(0);
        Value upstream = adjoint.upstream();
        Value shiftGradient = adjoint.apply(Reduce.sumAllBut(1, upstream.shape().rank()), upstream);
        boolean affine = adjoint.inputs() == 3;
        if (affine) {
            adjoint.contribute(2, shiftGradient);
            if (!adjoint.wanted(0) && !adjoint.wanted(1)) {
                return;
            }
        }
        Value scaleGradient = adjoint.apply(new BatchNormTrainingScaleGradient(epsilon), x, upstream);
        if (affine) {
            adjoint.contribute(1, scaleGradient);
        }
        if (adjoint.wanted(0)) {
            BatchNormTrainingInputGradient inputGradient = new BatchNormTrainingInputGradient(epsilon);
            adjoint.contribute(
                    0,
                    affine
                            ? adjoint.apply(inputGradient, x, adjoint.input(1), scaleGradient, shiftGradient, upstream)
                            : adjoint.apply(inputGradient, x, scaleGradient, shiftGradient, upstream));
        }
    }
}
