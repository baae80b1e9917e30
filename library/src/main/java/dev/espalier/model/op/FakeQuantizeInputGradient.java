package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link FakeQuantize} with respect to x: the upstream where x / step is within the bounds, both included, and
 * 0 elsewhere. Inputs: x, step, upstream of the shape of x.
 *
 * @param of the forward operator
 */
public record FakeQuantizeInputGradient(FakeQuantize of) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, step, upstream)", 3);
        Operands.expectShape("a step", Shape.SCALAR, inputs.get(1));
        Operands.expectShape("an upstream", inputs.get(0), inputs.get(2));
        return inputs.get(0);
    }
}
