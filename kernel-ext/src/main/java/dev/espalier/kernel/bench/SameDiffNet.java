package dev.espalier.kernel.bench;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.PadMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** A model written down in SameDiff, node by node, in training form. */
final class SameDiffNet {

    private final SameDiff net = SameDiff.create();
    private final Graph graph;
    private final Map<String, SDVariable> values = new HashMap<>();

    private SameDiffNet(Model model) {
        graph = model.graph();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Input) {
                values.put(node.name(), net.placeHolder(node.name(), DataType.FLOAT, dims(node.shape(), -1)));
            } else if (node.op() instanceof Parameter parameter) {
                if (parameter.role().trainable()) {
                    INDArray weight = model.parameters().get(node.name());
                    values.put(node.name(), net.var(node.name(), own(node, parameter, weight)));
                }
            } else {
                values.put(node.name(), layer(node));
            }
        }
    }

    /**
     * Writes a model down.
     *
     * @param labels the name to give the place of the class indices
     * @param loss the name to give the mean cross-entropy
     * @throws UnsupportedOperationException if it has an operator that has no counterpart here; names it
     */
    static SameDiff of(Model model, String labels, String loss) {
        SameDiffNet made = new SameDiffNet(model);
        SDVariable logits = made.values.get(model.output().name());
        // The loss operators of SameDiff sum over the batch and ignore the gradient that comes from above.
        SDVariable classes = made.net.placeHolder(labels, DataType.FLOAT, -1).castTo(DataType.INT32);
        SDVariable chosen = made.net.oneHot(classes, model.output().shape().dim(1));
        SDVariable likelihood = made.net.nn().logSoftmax(logits).mul(chosen).sum(1);
        likelihood.mean().neg(loss);
        made.net.setLossVariables(loss);
        return made.net;
    }

    private static long[] dims(Shape shape, long batch) {
        return LongStream.range(0, shape.rank())
                .map(axis -> axis == 0 ? batch : shape.dim((int) axis))
                .toArray();
    }

    /** Batch normalisation broadcasts over images; weights of convolutions are [height, width, in, out]. */
    private INDArray own(Node node, Parameter parameter, INDArray weight) {
        if (parameter.role() == Role.SCALE || parameter.role() == Role.SHIFT) {
            return weight.dup().reshape(1, weight.length(), 1, 1);
        }
        if (weight.rank() != 4) {
            return weight.dup('c');
        }
        boolean depthwise = graph.consumers(node.name()).stream()
                .anyMatch(consumer -> consumer.op() instanceof Conv2d conv && conv.groups() > 1);
        return (depthwise ? weight.permute(2, 3, 0, 1) : weight.permute(2, 3, 1, 0)).dup('c');
    }

    private SDVariable layer(Node node) {
        List<SDVariable> in = node.inputs().stream().map(values::get).toList();
        SDVariable x = in.get(0);
        if (node.op() instanceof Conv2d conv) {
            return convolution(node, conv, in);
        } else if (node.op() instanceof BatchNorm norm) {
            return batchNorm(norm, x, in.get(1), in.get(2));
        } else if (node.op() instanceof Relu) {
            return net.nn().relu(x, 0);
        } else if (node.op() instanceof Relu6) {
            return net.nn().relu6(x, 0);
        } else if (node.op() instanceof Add) {
            return x.add(in.get(1));
        } else if (node.op() instanceof MaxPool2d pool) {
            return net.cnn().maxPooling2d(x, pooling(pool.kernel(), pool.stride(), pool.padding()));
        } else if (node.op() instanceof AveragePool2d pool) {
            return net.cnn().avgPooling2d(x, pooling(pool.kernel(), pool.stride(), pool.padding()));
        } else if (node.op() instanceof GlobalAveragePool) {
            return x.mean(2, 3);
        } else if (node.op() instanceof Flatten) {
            return net.reshape(x, dims(node.shape(), -1));
        } else if (node.op() instanceof PadAxis pad) {
            int[][] border = new int[node.shape().rank()][2];
            border[pad.axis()] = new int[] {pad.before(), pad.after()};
            return net.nn().pad(x, net.constant(Nd4j.createFromArray(border)), PadMode.CONSTANT, 0);
        } else if (node.op() instanceof Linear) {
            return net.mmul(x, in.get(1), false, true, false).add(in.get(2));
        }
        throw new UnsupportedOperationException(
                "node '" + node.name() + "' (" + node.op().kind() + ") has no counterpart in SameDiff here");
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
