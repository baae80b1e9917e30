package dev.espalier.model.op;

import java.util.List;

/**
 * Product of two matrices, op(A) op(B), where op(X) is X or its transpose. Inputs: A, B, both of rank 2.
 *
 * @param transposeA whether A is transposed
 * @param transposeB whether B is transposed
 */
public record MatMul(boolean transposeA, boolean transposeB) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(A, B)", 2);
        Shape a = inputs.get(0);
        Shape b = inputs.get(1);
        if (a.rank() != 2 || b.rank() != 2) {
            throw new ShapeException("expects two matrices, found " + a + " and " + b);
        }
        int columns = b.dim(transposeB ? 0 : 1);
        if (columns == Shape.BATCH) {
            throw new ShapeException("expects columns that are no batch, found " + a + " and " + b);
        }
        if (a.dim(transposeA ? 0 : 1) != b.dim(transposeB ? 1 : 0)) {
            throw new ShapeException("expects inner dimensions that agree, found " + a
                    + (transposeA ? " transposed" : "") + " times " + b + (transposeB ? " transposed" : ""));
        }
        return Shape.of(a.dim(transposeA ? 1 : 0), columns);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value a = adjoint.input(0);
        Value b = adjoint.input(1);
        Value upstream = adjoint.upstream();
        if (adjoint.wanted(0)) {
            adjoint.contribute(
                    0,
                    transposeA
                            ? adjoint.apply(new MatMul(transposeB, true), b, upstream)
                            : adjoint.apply(new MatMul(false, !transposeB), upstream, b));
        }
        if (adjoint.wanted(1)) {
            adjoint.contribute(
                    1,
                    transposeB
                            ? adjoint.apply(new MatMul(true, transposeA), upstream, a)
                            : adjoint.apply(new MatMul(!transposeA, false), a, upstream));
        }
    }
}
