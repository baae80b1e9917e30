package dev.espalier.model.op;

import java.util.List;

/**
 * How alike two batches are in which of their items resemble each other: the inner product of their Gram matrices,
 * y = Σ (X Xᵀ) ∘ (Y Yᵀ) = ‖Yᵀ X‖², where every item of the batch is one row. Kernel alignment is made of it. Inputs: X
 * [N, ...] and Y [N, ...], whose items may be of different shapes. Output: a scalar.
 */
public record GramInnerProduct() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(X, Y)", 2);
        Shape x = inputs.get(0);
        Shape y = inputs.get(1);
        if (x.rank() < 1 || y.rank() < 1 || x.dim(0) != y.dim(0)) {
            throw new ShapeException("expects two batches of as many items, found " + x + " and " + y);
        }
        return Shape.SCALAR;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        for (int i = 0; i < 2; i++) {
            if (adjoint.wanted(i)) {
                Op gradient = new GramInnerProductGradient();
                adjoint.contribute(
                        i, adjoint.apply(gradient, adjoint.input(i), adjoint.input(1 - i), adjoint.upstream()));
            }
        }
    }
}
