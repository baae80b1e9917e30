package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link CrossEntropy} with respect to the logits: dlogits = upstream (softmax(logits) - target) / n, where
 * n counts the labels that are not ignored. Inputs: logits [N, ..., classes], labels [N, ...], upstream, a scalar.
 *
 * @param smoothing as in the forward operator
 */
public record CrossEntropyGradient(double smoothing) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(logits, labels, upstream)", 3);
        Shape loss = new CrossEntropy(smoothing).infer(inputs.subList(0, 2));
        Operands.expectShape("an upstream", loss, inputs.get(2));
        return inputs.get(0);
    }
}
