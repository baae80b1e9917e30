package dev.espalier.model.op;

import java.util.List;

/**
 * A tensor that belongs to the model.
 *
 * @param shape without a batch dimension
 * @param role what it is for
 */
public record Parameter(Shape shape, Role role) implements Op {

    public Parameter {
        if (shape.isBatched()) {
            throw new IllegalArgumentException("a parameter has no batch dimension, found " + shape);
        }
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(none)", 0);
        return shape;
    }

    @Override
    public void differentiate(Adjoint adjoint) {}

    /** What a parameter is for; decides how it starts, whether it is trained, and whether it decays. */
    public enum Role {
        /** Of a convolution or linear layer. */
        WEIGHT,
        /** Added per output channel. */
        BIAS,
        /** Multiplied per channel after normalisation (gamma). */
        SCALE,
        /** Added per channel after normalisation (beta). */
        SHIFT,
        /** Between neighbouring levels of a quantized activation. */
        STEP,
        /** Average over the batches seen in training. */
        RUNNING_MEAN,
        /** Variance over the batches seen in training. */
        RUNNING_VARIANCE,
        /** Numbers that are part of what the network computes, such as a mask; nothing changes them. */
        CONSTANT;

        /** Whether an optimizer changes it; running statistics are only observed, constants stay. */
        public boolean trainable() {
            return this != RUNNING_MEAN && this != RUNNING_VARIANCE && this != CONSTANT;
        }
    }
}
