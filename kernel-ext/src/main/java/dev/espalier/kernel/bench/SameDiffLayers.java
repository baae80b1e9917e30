package dev.espalier.kernel.bench;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Transpose;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Nodes written down in SameDiff, batches open.
 *
 * @param net to add to
 * @param graph of the nodes
 */
record SameDiffLayers(SameDiff net, Graph graph) {

    /** A shape in SameDiff's terms: -1 for the batch. */
    static long[] dims(Shape shape) {
        return LongStream.range(0, shape.rank())
                .map(axis -> axis == 0 ? -1 : shape.dim((int) axis))
                .toArray();
    }

    /**
     * Adds a node.
     *
     * @param in what it reads
     * @throws UnsupportedOperationException if it has no counterpart; names it
     */
    SDVariable write(Node node, List<SDVariable> in) {
        SDVariable x = in.get(0);
        Op op = node.op();
        if (op instanceof Conv2d conv) {
            return convolution(node, conv, in);
        } else if (op instanceof Linear) {
            return linear(node, in);
        } else if (op instanceof MatMul product) {
            return net.mmul(x, in.get(1), product.transposeA(), product.transposeB(), false);
        } else if (op instanceof BatchNorm norm) {
            return batchNorm(norm, x, in.get(1), in.get(2));
        } else if (op instanceof LayerNorm norm && norm.dims() == 1 && in.size() == 3) {
            return net.nn()
                    .layerNorm(x, in.get(1), in.get(2), false, node.shape().rank() - 1);
        } else if (op instanceof Relu) {
            return net.nn().relu(x, 0);
        } else if (op instanceof Relu6) {
            return net.nn().relu6(x, 0);
        } else if (op instanceof Add) {
            return x.add(in.get(1));
        } else if (op instanceof Affine affine) {
            return affine.shift() == 0
                    ? x.mul(affine.scale())
                    : x.mul(affine.scale()).add(affine.shift());
        } else if (op instanceof Softmax softmax) {
            return net.nn().softmax(x, softmax.axis());
        } else if (op instanceof MaxPool2d pool) {
            return net.cnn().maxPooling2d(x, pooling(pool.kernel(), pool.stride(), pool.padding()));
        } else if (op instanceof AveragePool2d pool) {
            return net.cnn().avgPooling2d(x, pooling(pool.kernel(), pool.stride(), pool.padding()));
        } else if (op instanceof GlobalAveragePool) {
            return x.mean(2, 3);
        } else if (op instanceof Reduce reduce && reduce.reducer() == Reduce.Reducer.MEAN) {
            return net.mean(x, reduce.keepDims(), axes(reduce.axes()));
        } else if (op instanceof Flatten || op instanceof Reshape) {
            return net.reshape(x, dims(node.shape()));
        } else if (op instanceof Transpose transpose) {
            return net.permute(x, axes(transpose.permutation()));
        } else if (op instanceof Slice slice) {
            return slice(slice, x, node.shape().rank());
        } else if (op instanceof PadAxis pad) {
            int[][] border = new int[node.shape().rank()][2];
            border[pad.axis()] = new int[] {pad.before(), pad.after()};
            return net.nn().pad(x, net.constant(Nd4j.createFromArray(border)), PadMode.CONSTANT, 0);
        }
        throw new UnsupportedOperationException(
                "node '" + node.name() + "' (" + op.kind() + ") has no counterpart in SameDiff here");
    }

    private static int[] axes(List<Integer> axes) {
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** SameDiff multiplies matrices by matrices only. */
    private SDVariable linear(Node node, List<SDVariable> in) {
        Shape shape = graph.inputShapes(node).get(0);
        SDVariable x = shape.rank() == 2 ? in.get(0) : net.reshape(in.get(0), -1, shape.dim(shape.rank() - 1));
        SDVariable y = net.mmul(x, in.get(1), false, true, false).add(in.get(2));
        return shape.rank() == 2 ? y : net.reshape(y, dims(node.shape()));
    }

    /** All other axes whole: the bits of a mask say so. */
    private SDVariable slice(Slice slice, SDVariable x, int rank) {
        long[] begin = new long[rank];
        long[] end = new long[rank];
        long[] stride = LongStream.generate(() -> 1).limit(rank).toArray();
        begin[slice.axis()] = slice.from();
        end[slice.axis()] = slice.from() + slice.count();
        int whole = IntStream.range(0, rank)
                .filter(axis -> axis != slice.axis())
                .map(axis -> 1 << axis)
                .sum();
        return net.stridedSlice(x, begin, end, stride, whole, whole, 0, 0, 0);
    }

    private SDVariable convolution(Node node, Conv2d conv, List<SDVariable> in) {
        boolean depthwise = conv.groups() > 1;
        if (depthwise && conv.groups() != graph.inputShapes(node).get(0).dim(1)) {
            throw new UnsupportedOperationException("SameDiff has no convolution in " + conv.groups() + " groups");
        }
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(conv.kernel().height())
                .kW(conv.kernel().width())
                .sH(conv.stride().height())
                .sW(conv.stride().width())
                .pH(conv.padding().height())
                .pW(conv.padding().width())
                .dataFormat("NCHW")
                .build();
        if (depthwise) {
            return net.cnn().depthWiseConv2d(in.get(0), in.get(1), config);
        }
        return in.size() > 2
                ? net.cnn().conv2d(in.get(0), in.get(1), in.get(2), config)
                : net.cnn().conv2d(in.get(0), in.get(1), config);
    }

    /** Composed of simpler operators: the one SameDiff has cannot be differentiated. */
    private SDVariable batchNorm(BatchNorm norm, SDVariable x, SDVariable scale, SDVariable shift) {
        SDVariable centred = x.sub(net.mean(x, true, 0, 2, 3));
        SDVariable variance = net.mean(net.math().square(centred), true, 0, 2, 3);
        SDVariable factor = net.math().rsqrt(variance.add(norm.epsilon())).mul(scale);
        return centred.mul(factor).add(shift);
    }

    private static Pooling2DConfig pooling(Size2d kernel, Size2d stride, Size2d padding) {
        return Pooling2DConfig.builder()
                .kH(kernel.height())
                .kW(kernel.width())
                .sH(stride.height())
                .sW(stride.width())
                .pH(padding.height())
                .pW(padding.width())
                .build();
    }
}
