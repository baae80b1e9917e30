package dev.espalier.model.op;

import java.util.List;

/** Hyperbolic tangent, element by element. Input: x of any shape. */
public record Tanh() implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        return inputs.get(0);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new TanhGradient(), adjoint.output(), adjoint.upstream()));
    }
}
