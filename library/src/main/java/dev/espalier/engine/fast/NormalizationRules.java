package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.BatchMoment.Moment;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNormTraining;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Batch normalisation, with the rectifier after it and the statistics beside it in the same pass. */
final class NormalizationRules {

    private NormalizationRules() {}

    /**
     * What the backward pass needs of the forward pass.
     *
     * @param workspace which numbers a fused rectifier let through, or null
     */
    private record Forward(Tensor mean, Tensor variance, Tensor workspace) {

        static String key(String x) {
            return "batch normalisation of " + x;
        }
    }

    static void inference(BatchNorm op, Node node, Lowering to) {
        inference(op, node, null, to);
    }

    /**
     * Normalisation by running statistics.
     *
     * @param rectified the rectifier after it, or null
     */
    static void inference(BatchNorm op, Node node, Node rectified, Lowering to) {
        boolean affine = node.inputs().size() == 5;
        Tensor x = channelsTogether(node.inputs().get(0), to);
        int flags = flags(affine, rectified != null) | dnnl_use_global_stats;
        dnnl_primitive_desc descriptor = forward(dnnl_forward_inference, x.layout(), op.epsilon(), flags, to.natives());
        Map<Integer, Tensor> operands = new HashMap<>();
        int mean = node.inputs().size() - 2;
        operands.put(DNNL_ARG_MEAN, to.plain(node.inputs().get(mean)));
        operands.put(DNNL_ARG_VARIANCE, to.plain(node.inputs().get(mean + 1)));
        if (affine) {
            operands.put(DNNL_ARG_SCALE, to.plain(node.inputs().get(1)));
            operands.put(DNNL_ARG_SHIFT, to.plain(node.inputs().get(2)));
        }
        operands.put(DNNL_ARG_SRC, x);
        String result = rectified == null ? node.name() : rectified.name();
        operands.put(DNNL_ARG_DST, to.writeOver(result, node.inputs().get(0), x));
        to.call(result, descriptor, operands);
    }

    /** Images in a layout whose channels lie side by side; with positions side by side the primitive is ten times slower. */
    private static Tensor channelsTogether(String images, Lowering to) {
        Tensor tensor = to.tensor(images);
        boolean plain =
                tensor.dims().length == 4 && tensor.layout().same(to.natives().plain(tensor.dims()));
        boolean apart = plain && tensor.dims()[2] * tensor.dims()[3] > 1;
        return apart ? to.read(images, to.natives().tagged(dnnl_nhwc, tensor.dims())) : tensor;
    }

    private static dnnl_primitive_desc forward(int kind, Layout x, double epsilon, int flags, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_batch_normalization_forward_primitive_desc_create(
                        descriptor, OneDnn.ENGINE, kind, x.descriptor(), x.descriptor(), (float) epsilon, flags, null),
                "batch normalisation of " + x);
        return natives.own(descriptor);
    }

    /**
     * The forward pass in training.
     *
     * @param rectified the rectifier after it, or null
     * @param moments the nodes that want the batch's statistics
     */
    static void training(Node norm, Node rectified, List<Node> moments, Lowering to) {
        double epsilon = ((BatchNormTraining) norm.op()).epsilon();
        boolean affine = norm.inputs().size() == 3;
        String input = norm.inputs().get(0);
        Tensor x = channelsTogether(input, to);
        int flags = flags(affine, rectified != null);
        dnnl_primitive_desc descriptor = forward(dnnl_forward_training, x.layout(), epsilon, flags, to.natives());
        Layout perChannel = to.natives().plain(x.dims()[1]);
        Tensor workspace = rectified == null
                ? null
                : to.scratch(to.natives().chosen(descriptor, dnnl_query_workspace_md, x.dims()));
        Forward forward = new Forward(to.scratch(perChannel), to.scratch(perChannel), workspace);
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_SRC, x);
        operands.put(DNNL_ARG_MEAN, forward.mean());
        operands.put(DNNL_ARG_VARIANCE, forward.variance());
        if (affine) {
            operands.put(DNNL_ARG_SCALE, to.plain(norm.inputs().get(1)));
            operands.put(DNNL_ARG_SHIFT, to.plain(norm.inputs().get(2)));
        }
        if (workspace != null) {
            operands.put(DNNL_ARG_WORKSPACE, workspace);
        }
        Node result = rectified == null ? norm : rectified;
        operands.put(DNNL_ARG_DST, to.writeOver(result.name(), input, x));
        to.call(result.name(), descriptor, operands);
        to.keep(Forward.key(input), forward, forward.mean(), forward.variance());
        long count = x.layout().length() / x.dims()[1];
        moments.forEach(moment -> moment(moment, forward, count, to));
    }

    private static int flags(boolean affine, boolean rectified) {
        return (affine ? dnnl_use_scale | dnnl_use_shift : 0) | (rectified ? dnnl_fuse_norm_relu : 0);
    }

    private static void moment(Node node, Forward forward, long count, Lowering to) {
        if (((BatchMoment) node.op()).moment() == Moment.MEAN) {
            to.place(node.name(), forward.mean());
            return;
        }
        if (count < 2) {
            throw new IllegalArgumentException("node '" + node.name() + "': the variance of a batch needs at least two"
                    + " values per channel, found one; use a batch of at least 2");
        }
        Layout layout = forward.variance().layout();
        Tensor unbiased = to.write(node.name(), layout);
        Eltwise scale =
                new Eltwise(dnnl_eltwise_linear, dnnl_eltwise_linear, (float) ((double) count / (count - 1)), 0);
        ElementwiseRules.apply(node.name(), scale, forward.variance(), unbiased, to);
    }

    /**
     * The backward pass: gradients of input, scale and shift in one.
     *
     * @param inputGradient the node of the first, which reads the others
     * @param rectified the node that takes the upstream through the rectifier, or null
     */
    static void backward(
            Node inputGradient, Node scaleGradient, Node shiftGradient, Node rectified, double epsilon, Lowering to) {
        String input = inputGradient.inputs().get(0);
        boolean affine = inputGradient.inputs().size() == 5;
        Forward forward = to.kept(Forward.key(input), Forward.class)
                .orElseThrow(() -> new OneDnn.Unsupported("a gradient without its forward pass"));
        Tensor x = channelsTogether(input, to);
        int flags = flags(affine, rectified != null);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_batch_normalization_backward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        affine ? dnnl_backward : dnnl_backward_data,
                        x.layout().descriptor(),
                        x.layout().descriptor(),
                        x.layout().descriptor(),
                        (float) epsilon,
                        flags,
                        forward(dnnl_forward_training, x.layout(), epsilon, flags, to.natives()),
                        null),
                "the gradient of batch normalisation");
        to.natives().own(descriptor);
        String upstream = rectified == null
                ? inputGradient.inputs().get(inputGradient.inputs().size() - 1)
                : rectified.inputs().get(1);
        Tensor gradient = to.read(upstream, x.layout());
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_SRC, x);
        operands.put(DNNL_ARG_MEAN, forward.mean());
        operands.put(DNNL_ARG_VARIANCE, forward.variance());
        operands.put(DNNL_ARG_DIFF_DST, gradient);
        if (affine) {
            Layout perChannel = to.natives().plain(x.dims()[1]);
            operands.put(DNNL_ARG_SCALE, to.plain(inputGradient.inputs().get(1)));
            operands.put(DNNL_ARG_DIFF_SCALE, to.write(scaleGradient.name(), perChannel));
            operands.put(DNNL_ARG_DIFF_SHIFT, to.write(shiftGradient.name(), perChannel));
        }
        if (rectified != null) {
            operands.put(DNNL_ARG_WORKSPACE, forward.workspace());
        }
        operands.put(DNNL_ARG_DIFF_SRC, to.writeOver(inputGradient.name(), upstream, gradient));
        to.call(inputGradient.name(), descriptor, operands);
    }
}
