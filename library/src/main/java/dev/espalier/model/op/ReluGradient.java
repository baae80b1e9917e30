package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link Relu} with respect to x: the upstream where the output is above 0, else 0; so the derivative at 0
 * is 0. Inputs: output, upstream, same shape.
 */
public record ReluGradient() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        return Operands.inferOutputAndUpstream(inputs);
    }
}
