package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link FakeQuantize} with respect to its step: the sum of upstream times
 * {@link FakeQuantize#stepDerivative}, times a factor, with the sign of the step. Inputs: x, step, upstream of the shape of
 * x. Output: a scalar.
 *
 * @param of the forward operator
 * @param factor on the sum
 */
public record FakeQuantizeStepGradient(FakeQuantize of, double factor) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, step, upstream)", 3);
        Operands.expectShape("a step", Shape.SCALAR, inputs.get(1));
        Operands.expectShape("an upstream", inputs.get(0), inputs.get(2));
        return Shape.SCALAR;
    }
}
