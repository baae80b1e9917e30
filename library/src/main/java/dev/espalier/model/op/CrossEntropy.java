package dev.espalier.model.op;

import java.util.List;

/**
 * Mean over the labels of the cross-entropy between softmax(logits) and the target, which is the label with probability
 * 1 - smoothing and every class alike with the rest (Szegedy et al. 2016). Inputs: logits [N, ..., classes], labels
 * [N, ...] holding class indices from 0, or {@link #IGNORED}. Output: a scalar, 0 if all labels are ignored.
 *
 * @param smoothing in [0, 1)
 */
public record CrossEntropy(double smoothing) implements Op {

    /** The label of what the mean leaves out, such as the padding of a sequence; PyTorch's {@code ignore_index}. */
    public static final int IGNORED = -100;

    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("label smoothing is " + smoothing + "; it must be in [0, 1)");
        }
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(logits, labels)", 2);
        Shape logits = inputs.get(0);
        if (logits.rank() < 2) {
            throw new ShapeException("expects logits [N, ..., classes], found " + logits);
        }
        Operands.expectShape("labels", new Shape(logits.dims().subList(0, logits.rank() - 1)), inputs.get(1));
        return Shape.SCALAR;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(1)) {
            throw new UnsupportedOperationException("labels are class indices and have no gradient");
        }
        CrossEntropyGradient gradient = new CrossEntropyGradient(smoothing);
        adjoint.contribute(0, adjoint.apply(gradient, adjoint.input(0), adjoint.input(1), adjoint.upstream()));
    }
}
