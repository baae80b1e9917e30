package dev.espalier.model.op;

import java.util.List;

/**
 * The sum of the outer products of the vectors along the last axes, over all leading positions: the gradient with respect
 * to a matrix that was applied at each of them. Inputs: a [L..., m], b [L..., n] with equal leading axes, at least one.
 * Output [m, n], with
 *
 * <pre>  y[i, j] = sum over l of a[l, i] b[l, j].</pre>
 */
public record Contract() implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(a, b)", 2);
        Shape a = inputs.get(0);
        Shape b = inputs.get(1);
        if (a.rank() < 2
                || a.rank() != b.rank()
                || !a.dims().subList(0, a.rank() - 1).equals(b.dims().subList(0, b.rank() - 1))) {
            throw new ShapeException("expects tensors that differ along the last axis only, found " + a + " and " + b);
        }
        return Shape.of(a.dim(a.rank() - 1), b.dim(b.rank() - 1));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(0)) {
            adjoint.contribute(0, adjoint.apply(new MatMul(false, true), adjoint.input(1), adjoint.upstream()));
        }
        if (adjoint.wanted(1)) {
            adjoint.contribute(1, adjoint.apply(new MatMul(false, false), adjoint.input(0), adjoint.upstream()));
        }
    }
}
