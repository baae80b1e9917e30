package dev.espalier.model.op;

import java.util.List;

/** Gradient of {@link Tanh} with respect to x: upstream (1 - output²). Inputs: output, upstream, same shape. */
public record TanhGradient() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        return Operands.inferOutputAndUpstream(inputs);
    }
}
