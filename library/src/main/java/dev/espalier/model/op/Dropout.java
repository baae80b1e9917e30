package dev.espalier.model.op;

import java.util.List;

/**
 * Where numbers are dropped in training (Srivastava et al. 2014). In use it does nothing: those that are kept in training
 * are scaled up instead. In a training graph a multiplication with a {@link DropoutMask} stands in its place. Input: x of
 * any shape.
 *
 * @param rate the part that is dropped, in [0, 1)
 */
public record Dropout(double rate) implements Op {

    public Dropout {
        checkRate(rate);
    }

    static void checkRate(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout rate is " + rate + "; it must be in [0, 1)");
        }
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        return inputs.get(0);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.upstream());
    }
}
