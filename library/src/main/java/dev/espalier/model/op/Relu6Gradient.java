package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link Relu6} with respect to x: the upstream where the output is strictly between 0 and 6, else 0. Inputs:
 * output, upstream, same shape.
 */
public record Relu6Gradient() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        return Operands.inferOutputAndUpstream(inputs);
    }
}
