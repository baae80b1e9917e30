package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Conv2dInputGradient;
import dev.espalier.model.op.Conv2dWeightGradient;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Size2d;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Convolutions. oneDNN chooses the layout of every tensor; the weights are reordered in every run, which costs little
 * beside the convolution.
 */
final class ConvolutionRules {

    private static final int SMALL_MAP = 64;
    private static final int FEW_CHANNELS = 32;
    private static final int COLOURS = 4;
    private static final int BLOCK = 16;

    private ConvolutionRules() {}

    static void convolve(Conv2d op, Node node, Lowering to) {
        if (!SparseRules.convolve(op, node, to)) {
            convolve(op, node, node.name(), new PostOps(to.natives()), to);
        }
    }

    /** A convolution and what comes after it, number by number. */
    static void convolve(Conv2d op, Node node, String result, PostOps after, Lowering to) {
        Window window = new Window(op, to.dims(node.inputs().get(0)), to.dims(node.name()));
        boolean biased = node.inputs().size() == 3;
        dnnl_primitive_desc descriptor = window.forward(to.natives(), biased, after);
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_SRC, to.read(node.inputs().get(0), window.images(descriptor, dnnl_query_src_md, to)));
        operands.put(
                DNNL_ARG_WEIGHTS, to.read(node.inputs().get(1), window.weight(descriptor, dnnl_query_weights_md, to)));
        if (biased) {
            operands.put(DNNL_ARG_BIAS, to.plain(node.inputs().get(2)));
        }
        operands.put(DNNL_ARG_DST, to.write(result, window.result(descriptor, dnnl_query_dst_md, to)));
        to.call(result, descriptor, operands);
    }

    static void inputGradient(Conv2dInputGradient op, Node node, Lowering to) {
        if (SparseRules.inputGradient(op, node, to)) {
            return;
        }
        Window window = new Window(
                op.convolution(), to.dims(node.name()), to.dims(node.inputs().get(0)));
        spread(window, node, to);
    }

    /** The gradient with respect to a convolution's images is the transposed convolution. */
    private static Tensor spread(Window window, Node node, Lowering to) {
        dnnl_primitive_desc descriptor = window.backwardData(to.natives());
        Tensor upstream = to.read(node.inputs().get(0), window.result(descriptor, dnnl_query_diff_dst_md, to));
        Tensor weight = to.read(node.inputs().get(1), window.weight(descriptor, dnnl_query_weights_md, to));
        Tensor result = to.write(node.name(), window.images(descriptor, dnnl_query_diff_src_md, to));
        to.call(
                node.name(),
                descriptor,
                Map.of(DNNL_ARG_DIFF_DST, upstream, DNNL_ARG_WEIGHTS, weight, DNNL_ARG_DIFF_SRC, result));
        return result;
    }

    static void transposed(ConvTranspose2d op, Node node, Lowering to) {
        long[] images = to.dims(node.inputs().get(0));
        Tensor result = spread(new Window(op.transposed((int) images[1]), to.dims(node.name()), images), node, to);
        if (node.inputs().size() == 3) {
            add(to.plain(node.inputs().get(2)), result, node.name() + " bias", to);
        }
    }

    private static void add(Tensor bias, Tensor images, String name, Lowering to) {
        Natives natives = to.natives();
        long channels = bias.dims()[0];
        long length = images.layout().length();
        // One channel is one row, which oneDNN goes through many times faster than through rows of one number.
        boolean oneRow = channels == 1 && images.layout().bytes() == length * Float.BYTES;
        Tensor target = oneRow ? images.as(natives.plain(1, length)) : images;
        Tensor term = bias.as(oneRow ? natives.plain(1, 1) : natives.plain(1, channels, 1, 1));
        ElementwiseRules.binary(name, dnnl_binary_add, target, term, () -> target, new PostOps(natives), to);
    }

    static void weightGradient(Conv2dWeightGradient op, Node node, Lowering to) {
        if (!SparseRules.weightGradient(op, node, to)) {
            weightGradient(op, node, null, to);
        }
    }

    /**
     * The gradient of weight and bias.
     *
     * @param bias the node that sums the upstream for each channel, or null
     */
    static void weightGradient(Conv2dWeightGradient op, Node node, Node bias, Lowering to) {
        Window window = new Window(
                op.convolution(),
                to.dims(node.inputs().get(0)),
                to.dims(node.inputs().get(1)));
        dnnl_primitive_desc descriptor = window.backwardWeights(to.natives(), bias != null);
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_SRC, to.read(node.inputs().get(0), window.images(descriptor, dnnl_query_src_md, to)));
        operands.put(
                DNNL_ARG_DIFF_DST,
                to.read(node.inputs().get(1), window.result(descriptor, dnnl_query_diff_dst_md, to)));
        if (bias != null) {
            operands.put(DNNL_ARG_DIFF_BIAS, to.write(bias.name(), to.natives().plain(to.dims(bias.name()))));
        }
        Layout blocked = window.weight(descriptor, dnnl_query_diff_weights_md, to);
        Tensor result = to.write(node.name(), to.natives().plain(to.dims(node.name())));
        Tensor gradient = result.as(to.natives().plain(blocked.dims()));
        if (gradient.layout().same(blocked)) {
            operands.put(DNNL_ARG_DIFF_WEIGHTS, gradient);
            to.call(node.name(), descriptor, operands);
        } else {
            Tensor scratch = to.scratch(blocked);
            operands.put(DNNL_ARG_DIFF_WEIGHTS, scratch);
            to.call(node.name(), descriptor, operands);
            to.reorder(node.name(), scratch, gradient);
        }
    }

    /** A convolution as oneDNN describes it: from images [N, C, H, W] to result [N, out, oH, oW]. */
    private record Window(Conv2d op, long[] imageDims, long[] resultDims) {

        private long[] weightDims() {
            long groups = op.groups();
            long in = imageDims[1] / groups;
            long out = resultDims[1] / groups;
            Size2d kernel = op.kernel();
            return groups == 1
                    ? new long[] {out, in, kernel.height(), kernel.width()}
                    : new long[] {groups, out, in, kernel.height(), kernel.width()};
        }

        private static long[] of(Size2d size) {
            return new long[] {size.height(), size.width()};
        }

        /** oneDNN counts the gaps between taps. */
        private long[] dilation() {
            return new long[] {op.dilation().height() - 1, op.dilation().width() - 1};
        }

        /** What must be added on the right so that the extents come out exactly; negative if the last pixels are unused. */
        private long[] paddingAfter() {
            return new long[] {
                after(
                        2,
                        op.kernel().height(),
                        op.stride().height(),
                        op.padding().height(),
                        op.dilation().height()),
                after(
                        3,
                        op.kernel().width(),
                        op.stride().width(),
                        op.padding().width(),
                        op.dilation().width())
            };
        }

        private long after(int axis, long kernel, long stride, long padding, long dilation) {
            return (resultDims[axis] - 1) * stride + dilation * (kernel - 1) + 1 - imageDims[axis] - padding;
        }

        /**
         * The layout to ask for. oneDNN's own choice is blocked; on small maps its weight gradient is then up to 2.5 times
         * slower than with the channels last, and the rest no faster.
         */
        private dnnl_memory_desc wish(Natives natives, long[] dims) {
            boolean small = imageDims[2] * imageDims[3] <= SMALL_MAP && imageDims[1] >= FEW_CHANNELS;
            return layout(natives, small && spatial(), dims);
        }

        /** Where channels do not fill a block, oneDNN's own choice for the weight gradient is narrow and half as fast. */
        private dnnl_memory_desc wishForWeights(Natives natives, long[] dims) {
            boolean ragged = imageDims[1] > COLOURS && imageDims[1] % BLOCK != 0;
            return ragged && spatial() ? layout(natives, true, dims) : wish(natives, dims);
        }

        private boolean spatial() {
            return op.kernel().area() > 1 && op.groups() == 1;
        }

        private static dnnl_memory_desc layout(Natives natives, boolean channelsLast, long[] dims) {
            return (channelsLast ? natives.tagged(dnnl_nhwc, dims) : natives.any(dims)).descriptor();
        }

        private String what() {
            return op.toString();
        }

        dnnl_primitive_desc forward(Natives natives, boolean biased, PostOps after) {
            dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
            OneDnn.check(
                    dnnl_convolution_forward_primitive_desc_create(
                            descriptor,
                            OneDnn.ENGINE,
                            dnnl_forward_training,
                            dnnl_convolution_direct,
                            wish(natives, imageDims),
                            natives.any(weightDims()).descriptor(),
                            bias(natives, biased),
                            wish(natives, resultDims),
                            of(op.stride()),
                            dilation(),
                            of(op.padding()),
                            paddingAfter(),
                            after.attributes()),
                    what());
            return natives.own(descriptor);
        }

        private dnnl_memory_desc bias(Natives natives, boolean biased) {
            return biased ? natives.plain(resultDims[1]).descriptor() : null;
        }

        dnnl_primitive_desc backwardData(Natives natives) {
            dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
            OneDnn.check(
                    dnnl_convolution_backward_data_primitive_desc_create(
                            descriptor,
                            OneDnn.ENGINE,
                            dnnl_convolution_direct,
                            wish(natives, imageDims),
                            natives.any(weightDims()).descriptor(),
                            wish(natives, resultDims),
                            of(op.stride()),
                            dilation(),
                            of(op.padding()),
                            paddingAfter(),
                            forward(natives, false, new PostOps(natives)),
                            null),
                    what() + " backward");
            return natives.own(descriptor);
        }

        dnnl_primitive_desc backwardWeights(Natives natives, boolean biased) {
            dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
            OneDnn.check(
                    dnnl_convolution_backward_weights_primitive_desc_create(
                            descriptor,
                            OneDnn.ENGINE,
                            dnnl_convolution_direct,
                            wishForWeights(natives, imageDims),
                            natives.any(weightDims()).descriptor(),
                            bias(natives, biased),
                            wishForWeights(natives, resultDims),
                            of(op.stride()),
                            dilation(),
                            of(op.padding()),
                            paddingAfter(),
                            forward(natives, biased, new PostOps(natives)),
                            null),
                    what() + " weight gradient");
            return natives.own(descriptor);
        }

        Layout images(dnnl_primitive_desc descriptor, int query, Lowering to) {
            return to.natives().chosen(descriptor, query, imageDims);
        }

        Layout weight(dnnl_primitive_desc descriptor, int query, Lowering to) {
            return to.natives().chosen(descriptor, query, weightDims());
        }

        Layout result(dnnl_primitive_desc descriptor, int query, Lowering to) {
            return to.natives().chosen(descriptor, query, resultDims);
        }
    }
}
