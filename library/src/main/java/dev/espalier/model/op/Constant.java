package dev.espalier.model.op;

import java.util.List;

/**
 * One number, the same in every run. Reverse mode starts from it: the gradient of the loss with respect to itself is 1.
 *
 * @param value the number
 */
public record Constant(double value) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(none)", 0);
        return Shape.SCALAR;
    }

    @Override
    public void differentiate(Adjoint adjoint) {}
}
