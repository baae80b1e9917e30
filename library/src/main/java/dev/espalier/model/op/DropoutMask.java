package dev.espalier.model.op;

import java.util.List;

/**
 * What {@link Dropout} multiplies with in training: 0 at the rate, else 1 / (1 - rate). Every number is a function of the
 * seed that is fed, the stream and its position alone, so that neither threads nor a resumed run change it; the caller
 * feeds every step a seed of its own. Input: seed [4], 16 bits each, the highest first.
 *
 * @param shape of the output
 * @param rate the part of zeros, in [0, 1)
 * @param stream tells masks of one step apart
 */
public record DropoutMask(Shape shape, double rate, String stream) implements TrainingOp {

    /** The shape of the seed. */
    public static final Shape SEED = Shape.of(4);

    public DropoutMask {
        Dropout.checkRate(rate);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(seed)", 1);
        Operands.expectShape("a seed", SEED, inputs.get(0));
        return shape;
    }

    @Override
    public void differentiate(Adjoint adjoint) {}
}
