package dev.espalier.engine;

import dev.espalier.model.op.Contract;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products. */
final class Linears {

    private Linears() {}

    static void linear(Linear op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray rows = rows(out);
        multiply(rows(in[0]), in[1].transpose(), rows);
        if (in.length == 3) {
            Grouping.byChannel(rows).add(rows, in[2], rows);
        }
    }

    static void matMul(MatMul op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray a = in[0];
        INDArray b = in[1];
        if (a.rank() > 2 && b.rank() == 2) {
            multiply(rows(a), oriented(b, op.transposeB()), rows(out));
            return;
        }
        INDArray products = matrices(out);
        INDArray left = matrices(a);
        INDArray right = matrices(b);
        for (long i = 0; i < products.size(0); i++) {
            multiply(
                    oriented(left.slice(i), op.transposeA()),
                    oriented(right.slice(i), op.transposeB()),
                    products.slice(i));
        }
    }

    static void contract(Contract op, INDArray[] in, INDArray out, Scratch scratch) {
        multiply(rows(in[0]).transpose(), rows(in[1]), out);
    }

    private static INDArray oriented(INDArray matrix, boolean transposed) {
        return transposed ? matrix.transpose() : matrix;
    }

    /** The vectors along the last axis, one per row; a view. */
    private static INDArray rows(INDArray x) {
        long length = x.size(-1);
        return x.reshape('c', x.length() / length, length);
    }

    /** The matrices along the last two axes, [count, rows, columns]; a view. */
    private static INDArray matrices(INDArray x) {
        long area = x.size(-2) * x.size(-1);
        return x.reshape('c', x.length() / area, x.size(-2), x.size(-1));
    }

    /** As outᵀ = bᵀ aᵀ, because ND4J multiplies into column order and would copy a result in row order. */
    private static void multiply(INDArray a, INDArray b, INDArray out) {
        b.transpose().mmuli(a.transpose(), out.transpose());
    }
}
