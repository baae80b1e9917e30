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
        Tensor y = to.tensor(node.inputs().get(0));
        Layout layout = y.layout();
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
                        forward(algorithm, axis, layout, to.natives()),
                        null),
                "the gradient of softmax of " + layout);
        to.natives().own(descriptor);
        String second = node.inputs().get(1);
        Tensor upstream = to.read(second, layout);
        Tensor result = to.writeOver(node.name(), second, upstream);
        to.call(
                node.name(),
                descriptor,
                Map.of(DNNL_ARG_DST, y, DNNL_ARG_DIFF_DST, upstream, DNNL_ARG_DIFF_SRC, result));
    }
}
