package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.LogSoftmaxGradient;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.SoftmaxGradient;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Softmax and its logarithm, along any axis. */
final class SoftmaxRules {

    private SoftmaxRules() {}

    static void softmax(Softmax op, Node node, Lowering to) {
        forward(dnnl_softmax_accurate, op.axis(), node, to);
    }

    static void logSoftmax(LogSoftmax op, Node node, Lowering to) {
        forward(dnnl_softmax_log, op.axis(), node, to);
    }

    private static void forward(int algorithm, int axis, Node node, Lowering to) {
        String input = node.inputs().get(0);
        Tensor x = to.tensor(input);
        dnnl_primitive_desc descriptor = forward(algorithm, axis, x.layout(), to.natives());
        Tensor y = to.writeOver(node.name(), input, x);
        to.call(node.name(), descriptor, Map.of(DNNL_ARG_SRC, x, DNNL_ARG_DST, y));
    }

    private static dnnl_primitive_desc forward(int algorithm, int axis, Layout layout, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_softmax_forward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        dnnl_forward_training,
                        algorithm,
                        layout.descriptor(),
                        layout.descriptor(),
                        axis,
                        null),
                "softmax of " + layout);
        return natives.own(descriptor);
    }

    static void softmaxGradient(SoftmaxGradient op, Node node, Lowering to) {
        backward(dnnl_softmax_accurate, op.axis(), node, to);
    }

    static void logSoftmaxGradient(LogSoftmaxGradient op, Node node, Lowering to) {
        backward(dnnl_softmax_log, op.axis(), node, to);
    }

    private static void backward(int algorithm, int axis, Node node, Lowering to) {
        String output = node.inputs().get(0);
        Layout layout = to.tensor(output).layout();
        dnnl_primitive_desc descriptor = backward(algorithm, axis, layout, to.natives());
        if (OneDnn.implementation(descriptor).startsWith("ref")) {
            layout = innermost(axis, layout, to.natives());
            descriptor = backward(algorithm, axis, layout, to.natives());
        }
        String second = node.inputs().get(1);
        Tensor upstream = to.read(second, layout);
        Tensor result = to.writeOver(node.name(), second, upstream);
        to.call(
                node.name(),
                descriptor,
                Map.of(DNNL_ARG_DST, to.read(output, layout), DNNL_ARG_DIFF_DST, upstream, DNNL_ARG_DIFF_SRC, result));
    }

    /** Row order, but with one axis last. */
    private static Layout innermost(int axis, Layout layout, Natives natives) {
        long[] dims = layout.dims();
        int last = dims.length - 1;
        long[] turned = new long[dims.length];
        int[] order = new int[dims.length];
        for (int i = 0; i < dims.length; i++) {
            order[i] = i == axis ? last : i < axis ? i : i - 1;
            turned[order[i]] = dims[i];
        }
        return natives.transposed(natives.plain(turned), order);
    }

    private static dnnl_primitive_desc backward(int algorithm, int axis, Layout layout, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_softmax_backward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        algorithm,
                        layout.descriptor(),
                        layout.descriptor(),
                        layout.descriptor(),
                        axis,
                        forward(algorithm, axis, layout, natives),
                        null),
                "the gradient of softmax of " + layout);
        return natives.own(descriptor);
    }
}
