package dev.espalier.model.op;

import java.util.List;

/**
 * Operators that apply one function of one variable to every number of a tensor. Input: x of any shape.
 *
 * <p>The record is the definition of its function; executors may compute it in any way that agrees.
 */
public sealed interface Pointwise extends Op
        permits Abs,
                Affine,
                Clamp,
                Elementary,
                Elu,
                Erf,
                Exp,
                Gelu,
                HardSigmoid,
                HardSwish,
                LeakyRelu,
                Log,
                Power,
                Relu,
                Relu6,
                Round,
                Sigmoid,
                Softplus,
                Sqrt,
                Square,
                Tanh {

    /** A tensor of the forward pass. */
    enum Operand {
        /** What the function is applied to. */
        INPUT,
        /** What it gives; an executor may then write it over the input. */
        OUTPUT
    }

    /** The function. */
    double value(double x);

    /** What {@link #derivative} is a function of. */
    Operand derivativeReads();

    /**
     * The derivative, where there is none the value that PyTorch takes.
     *
     * @param read x or the value there, as {@link #derivativeReads} says
     */
    double derivative(double read);

    @Override
    default Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        return inputs.get(0);
    }

    @Override
    default void differentiate(Adjoint adjoint) {
        Value read = derivativeReads() == Operand.INPUT ? adjoint.input(0) : adjoint.output();
        adjoint.contribute(0, adjoint.apply(new PointwiseGradient(this), read, adjoint.upstream()));
    }
}
