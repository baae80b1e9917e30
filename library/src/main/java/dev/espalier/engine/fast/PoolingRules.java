package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.AveragePool2dGradient;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.MaxPool2dGradient;
import dev.espalier.model.op.Size2d;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Pooling in the layout the images have. */
final class PoolingRules {

    private PoolingRules() {}

    static void max(MaxPool2d op, Node node, Lowering to) {
        Window window = new Window(dnnl_pooling_max, op.kernel(), op.stride(), op.padding());
        String input = node.inputs().get(0);
        Tensor images = to.tensor(input);
        dnnl_primitive_desc descriptor = window.forward(images.layout(), to.dims(node.name()), to.natives());
        Layout result = to.natives().chosen(descriptor, dnnl_query_dst_md, to.dims(node.name()));
        Tensor workspace = to.scratch(to.natives().chosen(descriptor, dnnl_query_workspace_md, to.dims(node.name())));
        to.keep(key(op, input), workspace, workspace);
        to.call(
                node.name(),
                descriptor,
                Map.of(
                        DNNL_ARG_SRC,
                        images,
                        DNNL_ARG_DST,
                        to.write(node.name(), result),
                        DNNL_ARG_WORKSPACE,
                        workspace));
    }

    /** Which number of each window was the largest is kept by the forward pass. */
    private static String key(MaxPool2d op, String images) {
        return op + " of " + images;
    }

    static void maxGradient(MaxPool2dGradient op, Node node, Lowering to) {
        MaxPool2d pool = op.pool();
        Window window = new Window(dnnl_pooling_max, pool.kernel(), pool.stride(), pool.padding());
        String input = node.inputs().get(0);
        Tensor workspace = to.kept(key(pool, input), Tensor.class)
                .orElseThrow(() -> new OneDnn.Unsupported("a gradient without its forward pass"));
        backward(window, node, node.inputs().get(1), to.tensor(input).layout(), workspace, to);
    }

    static void average(AveragePool2d op, Node node, Lowering to) {
        Window window = new Window(dnnl_pooling_avg_include_padding, op.kernel(), op.stride(), op.padding());
        Tensor images = to.tensor(node.inputs().get(0));
        forward(window, node, images, to.dims(node.name()), to);
    }

    private static Tensor forward(Window window, Node node, Tensor images, long[] dims, Lowering to) {
        dnnl_primitive_desc descriptor = window.forward(images.layout(), dims, to.natives());
        Layout layout = to.natives().chosen(descriptor, dnnl_query_dst_md, dims);
        Tensor result = dims.length == to.dims(node.name()).length ? to.write(node.name(), layout) : to.scratch(layout);
        to.call(node.name(), descriptor, Map.of(DNNL_ARG_SRC, images, DNNL_ARG_DST, result));
        return result;
    }

    static void averageGradient(AveragePool2dGradient op, Node node, Lowering to) {
        AveragePool2d pool = op.pool();
        Window window = new Window(dnnl_pooling_avg_include_padding, pool.kernel(), pool.stride(), pool.padding());
        long[] images = to.dims(node.name());
        Tensor upstream = to.tensor(node.inputs().get(0));
        backward(window, node, node.inputs().get(0), to.natives().like(upstream.layout(), images), null, to);
    }

    /** A window as large as the images. */
    static void global(GlobalAveragePool op, Node node, Lowering to) {
        Tensor images = to.tensor(node.inputs().get(0));
        long[] dims = images.dims();
        Size2d whole = new Size2d((int) dims[2], (int) dims[3]);
        Window window = new Window(dnnl_pooling_avg_include_padding, whole, whole, Size2d.square(0));
        long[] result = {dims[0], dims[1], 1, 1};
        Tensor pooled = forward(window, node, images, result, to);
        Tensor vectors = to.write(node.name(), to.natives().plain(dims[0], dims[1]));
        to.reorder(node.name(), pooled, vectors.as(to.natives().plain(result)));
    }

    private static void backward(
            Window window, Node node, String upstream, Layout images, Tensor workspace, Lowering to) {
        dnnl_primitive_desc forward = window.forward(images, to.dims(upstream), to.natives());
        Layout result = to.natives().chosen(forward, dnnl_query_dst_md, to.dims(upstream));
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_pooling_backward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        window.algorithm(),
                        images.descriptor(),
                        result.descriptor(),
                        Window.of(window.stride()),
                        Window.of(window.kernel()),
                        new long[] {0, 0},
                        Window.of(window.padding()),
                        window.paddingAfter(images.dims(), result.dims()),
                        forward,
                        null),
                "the gradient of pooling");
        to.natives().own(descriptor);
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_DIFF_DST, to.read(upstream, result));
        operands.put(DNNL_ARG_DIFF_SRC, to.write(node.name(), images));
        if (workspace != null) {
            operands.put(DNNL_ARG_WORKSPACE, workspace);
        }
        to.call(node.name(), descriptor, operands);
    }

    private record Window(int algorithm, Size2d kernel, Size2d stride, Size2d padding) {

        static long[] of(Size2d size) {
            return new long[] {size.height(), size.width()};
        }

        /** What must be added on the right so that the extents come out exactly; negative if the last pixels are unused. */
        long[] paddingAfter(long[] images, long[] result) {
            return new long[] {
                (result[2] - 1) * stride.height() + kernel.height() - images[2] - padding.height(),
                (result[3] - 1) * stride.width() + kernel.width() - images[3] - padding.width()
            };
        }

        dnnl_primitive_desc forward(Layout images, long[] result, Natives natives) {
            dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
            OneDnn.check(
                    dnnl_pooling_forward_primitive_desc_create(
                            descriptor,
                            OneDnn.ENGINE,
                            dnnl_forward_training,
                            algorithm,
                            images.descriptor(),
                            natives.any(result).descriptor(),
                            of(stride),
                            of(kernel),
                            new long[] {0, 0},
                            of(padding),
                            paddingAfter(images.dims(), result),
                            null),
                    "pooling of " + images);
            return natives.own(descriptor);
        }
    }
}
