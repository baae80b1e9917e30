package dev.espalier.model.op;

import java.util.ArrayList;
import java.util.List;

/**
 * Products of matrices, op(A) op(B), where op(X) is X or its transpose, matrix by matrix: the last two axes are those of
 * a matrix, the leading ones count matrices. Inputs: A [L..., m, k] and B [L..., k, n], before they are transposed, with
 * equal leading axes. B may also be a single matrix [k, n] for all of A, which is then not transposed. Output
 * [L..., m, n].
 *
 * @param transposeA whether the matrices of A are transposed
 * @param transposeB whether those of B are
 */
public record MatMul(boolean transposeA, boolean transposeB) implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(A, B)", 2);
        Shape a = inputs.get(0);
        Shape b = inputs.get(1);
        if (a.rank() < 2 || b.rank() < 2) {
            throw new ShapeException("expects two tensors of at least two axes, found " + a + " and " + b);
        }
        checkLeading(a, b);
        int columns = b.dim(b.rank() - (transposeB ? 2 : 1));
        if (columns == Shape.BATCH) {
            throw new ShapeException("expects columns that are no batch, found " + a + " and " + b);
        }
        if (inner(a) != b.dim(b.rank() - (transposeB ? 1 : 2))) {
            throw new ShapeException("expects inner dimensions that agree, found " + a
                    + (transposeA ? " transposed" : "") + " times " + b + (transposeB ? " transposed" : ""));
        }
        List<Integer> dims = new ArrayList<>(a.dims().subList(0, a.rank() - 2));
        dims.add(a.dim(a.rank() - (transposeA ? 1 : 2)));
        dims.add(columns);
        return new Shape(dims);
    }

    private void checkLeading(Shape a, Shape b) {
        if (b.rank() == 2 && a.rank() > 2) {
            if (transposeA) {
                throw new ShapeException("multiplies all matrices of " + a + " by the one of " + b
                        + "; those of the first must then not be transposed");
            }
        } else if (a.rank() != b.rank()
                || !a.dims().subList(0, a.rank() - 2).equals(b.dims().subList(0, b.rank() - 2))) {
            throw new ShapeException(
                    "expects as many matrices on both sides, found the leading axes of " + a + " and " + b);
        }
    }

    private int inner(Shape a) {
        return a.dim(a.rank() - (transposeA ? 2 : 1));
    }

    @Override
    public long macs(List<Shape> inputs, Shape output) {
        int inner = inner(inputs.get(0));
        return output.size() * (inner == Shape.BATCH ? 1 : inner);
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
            boolean single = a.shape().rank() > 2 && b.shape().rank() == 2;
            Op ofTransposed = single ? new Contract() : new MatMul(true, transposeA);
            Op ofPlain = single ? new Contract() : new MatMul(!transposeA, false);
            adjoint.contribute(
                    1, transposeB ? adjoint.apply(ofTransposed, upstream, a) : adjoint.apply(ofPlain, a, upstream));
        }
    }
}
