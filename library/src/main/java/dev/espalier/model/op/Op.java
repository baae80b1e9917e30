package dev.espalier.model.op;

import java.util.List;

/**
 * What one node computes. Operators are plain records of their attributes; tensors, trained ones too, come in as inputs,
 * so that sharing a parameter or differentiating with respect to an input needs no special case.
 *
 * <p>Activations are [N, C, H, W], [N, features] or sequences [N, time, features]; convolution weights are [out, in / groups, height, width]; linear
 * weights are [out, in].
 */
public sealed interface Op
        permits AveragePool2d,
                BatchNorm,
                Binary,
                Concat,
                Conv2d,
                ConvTranspose2d,
                CrossEntropy,
                Dropout,
                Expand,
                FakeQuantize,
                Flatten,
                Gather,
                GlobalAveragePool,
                Input,
                InstanceNorm,
                LayerNorm,
                Linear,
                LogSoftmax,
                MatMul,
                MaxPool2d,
                Pad2d,
                PadAxis,
                Parameter,
                PixelShuffle,
                PixelUnshuffle,
                Pointwise,
                Reduce,
                Reshape,
                Resize2d,
                ScatterAdd,
                Select,
                Slice,
                Softmax,
                TrainingOp,
                Transpose {

    /**
     * The output shape for these input shapes.
     *
     * @throws ShapeException if they do not fit, saying both shapes and the fix
     */
    Shape infer(List<Shape> inputs);

    /**
     * Builds the gradient with respect to the wanted inputs, in reverse mode.
     *
     * @throws UnsupportedOperationException if the operator has no derivative
     */
    void differentiate(Adjoint adjoint);

    /**
     * Multiply-accumulate operations for one item of the batch. Only convolutions and matrix products count: that is the
     * convention of the field.
     */
    default long macs(List<Shape> inputs, Shape output) {
        return 0;
    }

    /** The name of this kind of operator. */
    default String kind() {
        return getClass().getSimpleName();
    }
}
