package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.InstanceNorm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * Instance normalisation: the batch normalisation of one image that has the channels of all images. In blocks of channels
 * these are the same bytes, and oneDNN has no fast gradient of its own for it.
 */
final class InstanceNormRules {

    private InstanceNormRules() {}

    /**
     * What the backward pass needs of the forward pass.
     *
     * @param workspace which numbers a fused rectifier let through, or null
     */
    private record Forward(Tensor mean, Tensor variance, Tensor workspace) {

        static String key(String x) {
            return "instance normalisation of " + x;
        }
    }

    /**
     * The forward pass.
     *
     * @param rectified the rectifier after it, or null
     * @param moments the nodes that want the mean statistics of the images
     */
    static void forward(Node norm, Node rectified, List<Node> moments, Lowering to) {
        double epsilon = ((InstanceNorm) norm.op()).epsilon();
        boolean affine = norm.inputs().size() == 3;
        String input = norm.inputs().get(0);
        ImageChannels channels = ImageChannels.of(to.tensor(input).layout(), to.natives());
        Layout flat = channels.flat();
        int flags = flags(affine, rectified != null);
        dnnl_primitive_desc descriptor = forward(flat, epsilon, flags, to.natives());
        Tensor workspace = rectified == null
                ? null
                : to.scratch(to.natives().chosen(descriptor, dnnl_query_workspace_md, flat.dims()));
        Forward forward = new Forward(to.scratch(channels.vector()), to.scratch(channels.vector()), workspace);
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_SRC, to.read(input, channels.images()).as(flat));
        operands.put(DNNL_ARG_MEAN, forward.mean());
        operands.put(DNNL_ARG_VARIANCE, forward.variance());
        if (affine) {
            operands.put(DNNL_ARG_SCALE, forEveryImage(norm.inputs().get(1), channels, to));
            operands.put(DNNL_ARG_SHIFT, forEveryImage(norm.inputs().get(2), channels, to));
        }
        if (workspace != null) {
            operands.put(DNNL_ARG_WORKSPACE, workspace);
        }
        String result = (rectified == null ? norm : rectified).name();
        operands.put(DNNL_ARG_DST, to.write(result, channels.images()).as(flat));
        to.call(result, descriptor, operands);
        to.keep(Forward.key(input), forward, forward.mean(), forward.variance());
        moments.forEach(moment -> moment(moment, forward, channels, to));
    }

    private static int flags(boolean affine, boolean rectified) {
        return (affine ? dnnl_use_scale | dnnl_use_shift : 0) | (rectified ? dnnl_fuse_norm_relu : 0);
    }

    private static dnnl_primitive_desc forward(Layout flat, double epsilon, int flags, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_batch_normalization_forward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        dnnl_forward_training,
                        flat.descriptor(),
                        flat.descriptor(),
                        (float) epsilon,
                        flags,
                        null),
                "instance normalisation of " + flat);
        return natives.own(descriptor);
    }

    /** [C] once for every image, with zeros in the padding, which then stays zero. */
    private static Tensor forEveryImage(String value, ImageChannels channels, Lowering to) {
        Tensor vector = to.plain(value);
        Tensor repeated = to.scratch(channels.vector());
        to.loop(value + " for every image", List.of(vector, repeated), tensors -> {
            for (int image = 0; image < channels.count(); image++) {
                for (int c = 0; c < channels.padded(); c++) {
                    float number = c < channels.channels() ? tensors[0].get(c) : 0;
                    tensors[1].put((long) image * channels.padded() + c, number);
                }
            }
        });
        return repeated;
    }

    /** The mean over the images. */
    private static void moment(Node node, Forward forward, ImageChannels channels, Lowering to) {
        boolean isMean = ((BatchMoment) node.op()).moment() == BatchMoment.Moment.MEAN;
        long positions = channels.positions();
        if (!isMean && positions < 2) {
            throw new IllegalArgumentException("node '" + node.name()
                    + "': the variance of an image needs at least two positions, found one; use larger images");
        }
        double unbiased = isMean ? 1 : (double) positions / (positions - 1);
        Tensor result = to.write(node.name(), to.natives().plain(channels.channels()));
        addUp(
                node.name(),
                isMean ? forward.mean() : forward.variance(),
                unbiased / channels.count(),
                result,
                channels,
                to);
    }

    /** The sum over the images of a number for every channel of each, times a factor. */
    private static void addUp(
            String name, Tensor vector, double factor, Tensor result, ImageChannels channels, Lowering to) {
        to.loop(name, List.of(vector, result), tensors -> {
            for (int c = 0; c < channels.channels(); c++) {
                tensors[1].put(c, (float) (factor * sum(tensors[0], c, channels)));
            }
        });
    }

    private static double sum(FloatIndexer vector, int channel, ImageChannels channels) {
        double sum = 0;
        for (int image = 0; image < channels.count(); image++) {
            sum += vector.get((long) image * channels.padded() + channel);
        }
        return sum;
    }

    /**
     * The nodes of a backward pass.
     *
     * @param scale the parameter, or null
     * @param rectified the node that takes the upstream through the rectifier, or null
     * @param ofScale null if nobody wants it
     * @param ofShift null if nobody wants it
     */
    record Backward(
            double epsilon,
            String x,
            String upstream,
            String scale,
            Node rectified,
            Node input,
            Node ofScale,
            Node ofShift) {

        List<Node> nodes() {
            List<Node> nodes = new ArrayList<>();
            for (Node node : new Node[] {rectified, input, ofScale, ofShift}) {
                if (node != null) {
                    nodes.add(node);
                }
            }
            return nodes;
        }
    }

    /** The gradients of input, scale and shift in one. */
    static void backward(Backward nodes, Lowering to) {
        Forward forward = to.kept(Forward.key(nodes.x()), Forward.class)
                .filter(found -> (found.workspace() != null) == (nodes.rectified() != null))
                .orElseThrow(() -> new OneDnn.Unsupported("a gradient without its forward pass"));
        boolean affine = nodes.scale() != null;
        ImageChannels channels = ImageChannels.of(to.tensor(nodes.x()).layout(), to.natives());
        Layout flat = channels.flat();
        int flags = flags(affine, nodes.rectified() != null);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_batch_normalization_backward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        affine ? dnnl_backward : dnnl_backward_data,
                        flat.descriptor(),
                        flat.descriptor(),
                        flat.descriptor(),
                        (float) nodes.epsilon(),
                        flags,
                        forward(flat, nodes.epsilon(), flags, to.natives()),
                        null),
                "the gradient of instance normalisation");
        to.natives().own(descriptor);
        Tensor upstream = to.read(nodes.upstream(), channels.images());
        Tensor ofScale = to.scratch(channels.vector());
        Tensor ofShift = to.scratch(channels.vector());
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_SRC, to.read(nodes.x(), channels.images()).as(flat));
        operands.put(DNNL_ARG_MEAN, forward.mean());
        operands.put(DNNL_ARG_VARIANCE, forward.variance());
        operands.put(DNNL_ARG_DIFF_DST, upstream.as(flat));
        if (affine) {
            operands.put(DNNL_ARG_SCALE, forEveryImage(nodes.scale(), channels, to));
            operands.put(DNNL_ARG_DIFF_SCALE, ofScale);
            operands.put(DNNL_ARG_DIFF_SHIFT, ofShift);
        }
        if (nodes.rectified() != null) {
            operands.put(DNNL_ARG_WORKSPACE, forward.workspace());
        }
        operands.put(
                DNNL_ARG_DIFF_SRC,
                to.writeOver(nodes.input().name(), nodes.upstream(), upstream).as(flat));
        to.call(nodes.input().name(), descriptor, operands);
        gradient(nodes.ofScale(), ofScale, channels, to);
        gradient(nodes.ofShift(), ofShift, channels, to);
    }

    private static void gradient(Node node, Tensor perImage, ImageChannels channels, Lowering to) {
        if (node != null) {
            Tensor result = to.write(node.name(), to.natives().plain(channels.channels()));
            addUp(node.name(), perImage, 1, result, channels, to);
        }
    }
}
