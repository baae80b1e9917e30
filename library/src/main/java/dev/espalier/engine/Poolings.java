package dev.espalier.engine;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.AveragePool2dGradient;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.MaxPool2dGradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pooling and its gradients. */
final class Poolings {

    private Poolings() {}

    static void max(MaxPool2d op, INDArray[] in, INDArray out, Scratch scratch) {
        Native.pooling("maxpool2d", in, out, op.kernel(), op.stride(), op.padding(), false);
    }

    static void maxGradient(MaxPool2dGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        MaxPool2d pool = op.pool();
        Native.pooling("maxpool2d_bp", in, out, pool.kernel(), pool.stride(), pool.padding(), false);
    }

    static void average(AveragePool2d op, INDArray[] in, INDArray out, Scratch scratch) {
        Native.pooling("avgpool2d", in, out, op.kernel(), op.stride(), op.padding(), true);
    }

    static void averageGradient(AveragePool2dGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        AveragePool2d pool = op.pool();
        // Of the images only the shape matters; the output array has it.
        INDArray[] inputs = {out, in[0]};
        Native.pooling("avgpool2d_bp", inputs, out, pool.kernel(), pool.stride(), pool.padding(), true);
    }

    static void globalAverage(GlobalAveragePool op, INDArray[] in, INDArray out, Scratch scratch) {
        Grouping positions = Grouping.byImageAndChannel(in[0]);
        positions.sum(in[0]).reshape('c', out.shape()).divi(positions.inner(), out);
    }
}
