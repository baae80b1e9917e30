package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of a {@link Pointwise} operator with respect to x: the upstream times the derivative. Inputs: x or the output,
 * as {@link Pointwise#derivativeReads} says, and upstream, same shape.
 *
 * @param of the forward operator
 */
public record PointwiseGradient(Pointwise of) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(
                inputs, of.derivativeReads() == Pointwise.Operand.INPUT ? "(x, upstream)" : "(output, upstream)", 2);
        Operands.expectShape("an upstream", inputs.get(0), inputs.get(1));
        return inputs.get(0);
    }

    /** Named after the forward operator: {@code TanhGradient}. */
    @Override
    public String kind() {
        return of.kind() + "Gradient";
    }
}
