package dev.espalier.model.op;

import java.util.List;

/**
 * Operators that apply one function of two variables to the numbers in the same place of two tensors. Inputs: a, b, whose
 * shapes are made equal by NumPy's rule: aligned at the last axis, a missing axis or one of length 1 is repeated.
 *
 * <p>The record is the definition of its function; executors may compute it in any way that agrees.
 */
public sealed interface Binary extends Op permits Add, Divide, Equal, Greater, Maximum, Multiply, Subtract {

    /** The function. */
    double value(double a, double b);

    @Override
    default Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(a, b)", 2);
        return Broadcast.of(inputs.get(0), inputs.get(1));
    }
}
