package dev.espalier.model.op;

/**
 * Operators that occur in training graphs only: gradients, and forms that use the statistics of the batch. A gradient is
 * named after the operator and the operand it belongs to: {@link Conv2dWeightGradient} is the gradient of the loss with
 * respect to the weight of a {@link Conv2d}, given the gradient with respect to its output ("upstream").
 *
 * <p>Those that are linear in their operands are differentiable again; the others are not.
 */
public sealed interface TrainingOp extends Op
        permits AveragePool2dGradient,
                BatchMoment,
                BatchNormInputGradient,
                BatchNormScaleGradient,
                BatchNormTraining,
                BatchNormTrainingInputGradient,
                BatchNormTrainingScaleGradient,
                Blend,
                Constant,
                Contract,
                Conv2dInputGradient,
                Conv2dWeightGradient,
                CrossEntropyGradient,
                DropoutMask,
                FakeQuantizeInputGradient,
                FakeQuantizeStepGradient,
                GramInnerProduct,
                GramInnerProductGradient,
                InstanceNormInputGradient,
                InstanceNormScaleGradient,
                LayerNormInputGradient,
                LayerNormScaleGradient,
                LogSoftmaxGradient,
                MaxPool2dGradient,
                Pad2dGradient,
                PointwiseGradient,
                Resize2dGradient,
                SoftmaxGradient,
                Spread,
                StopGradient,
                StraightThrough {

    @Override
    default void differentiate(Adjoint adjoint) {
        throw new UnsupportedOperationException(
                kind() + " belongs to the backward pass, and there is no rule for its own gradient");
    }
}
