package dev.espalier.engine;

import dev.espalier.model.op.ChannelSum;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.SumTo;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products and sums. */
final class Linears {

    private Linears() {}

    static void linear(Linear op, INDArray[] in, INDArray out, Scratch scratch) {
        multiply(in[0], in[1].transpose(), out);
        if (in.length == 3) {
            Grouping.byChannel(out).add(out, in[2], out);
        }
    }

    static void matMul(MatMul op, INDArray[] in, INDArray out, Scratch scratch) {
        multiply(op.transposeA() ? in[0].transpose() : in[0], op.transposeB() ? in[1].transpose() : in[1], out);
    }

    static void channelSum(ChannelSum op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(Grouping.byChannel(in[0]).sum(in[0]));
    }

    static void sumTo(SumTo op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray x = in[0];
        int missing = x.rank() - out.rank();
        int[] repeated = IntStream.range(0, x.rank())
                .filter(axis -> axis < missing || out.size(axis - missing) != x.size(axis))
                .toArray();
        out.assign((repeated.length == 0 ? x : x.sum(repeated)).reshape('c', out.shape()));
    }

    /** As outᵀ = bᵀ aᵀ, because ND4J multiplies into column order and would copy a result in row order. */
    private static void multiply(INDArray a, INDArray b, INDArray out) {
        b.transpose().mmuli(a.transpose(), out.transpose());
    }
}
