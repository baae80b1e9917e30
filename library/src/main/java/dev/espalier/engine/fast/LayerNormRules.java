package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.LayerNorm;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Layer normalisation of rows, however many axes a row has. */
final class LayerNormRules {

    private LayerNormRules() {}

    /** What the backward pass needs of the forward pass: [rows] each. */
    private record Statistics(Tensor mean, Tensor variance) {

        static String key(LayerNorm op, String x) {
            return "layer normalisation of the last " + op.dims() + " axes of " + x;
        }
    }

    static void forward(LayerNorm op, Node node, Lowering to) {
        String input = node.inputs().get(0);
        boolean affine = node.inputs().size() == 3;
        Tensor x = to.plain(input);
        Rows rows = Rows.of(op, x.dims(), to.natives());
        dnnl_primitive_desc descriptor = forward(op, rows, affine, to.natives());
        Statistics statistics = new Statistics(to.scratch(rows.statistic()), to.scratch(rows.statistic()));
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_SRC, x.as(rows.layout()));
        operands.put(DNNL_ARG_MEAN, statistics.mean());
        operands.put(DNNL_ARG_VARIANCE, statistics.variance());
        if (affine) {
            operands.put(DNNL_ARG_SCALE, to.plain(node.inputs().get(1)).as(rows.row()));
            operands.put(DNNL_ARG_SHIFT, to.plain(node.inputs().get(2)).as(rows.row()));
        }
        operands.put(DNNL_ARG_DST, to.writeOver(node.name(), input, x).as(rows.layout()));
        to.call(node.name(), descriptor, operands);
        to.keep(Statistics.key(op, input), statistics, statistics.mean(), statistics.variance());
    }

    private static dnnl_primitive_desc forward(LayerNorm op, Rows rows, boolean affine, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_layer_normalization_forward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        dnnl_forward_training,
                        rows.layout().descriptor(),
                        rows.layout().descriptor(),
                        rows.statistic().descriptor(),
                        (float) op.epsilon(),
                        flags(affine),
                        null),
                "layer normalisation of " + rows.layout());
        return natives.own(descriptor);
    }

    private static int flags(boolean affine) {
        return affine ? dnnl_use_scale | dnnl_use_shift : 0;
    }

    /** The nodes of a backward pass; null where nobody wants the gradient. */
    record Backward(LayerNorm op, String x, String upstream, String scale, Node input, Node ofScale, Node ofShift) {}

    /** The gradients of input, scale and shift in one. */
    static void backward(Backward nodes, Lowering to) {
        LayerNorm op = nodes.op();
        boolean affine = nodes.scale() != null || nodes.ofScale() != null;
        Statistics statistics = to.kept(Statistics.key(op, nodes.x()), Statistics.class)
                .orElseThrow(() -> new OneDnn.Unsupported("a gradient without its forward pass"));
        Tensor x = to.plain(nodes.x());
        Tensor upstream = to.plain(nodes.upstream());
        Rows rows = Rows.of(op, x.dims(), to.natives());
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_layer_normalization_backward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        affine ? dnnl_backward : dnnl_backward_data,
                        rows.layout().descriptor(),
                        rows.layout().descriptor(),
                        rows.layout().descriptor(),
                        rows.statistic().descriptor(),
                        (float) op.epsilon(),
                        flags(affine),
                        forward(op, rows, affine, to.natives()),
                        null),
                "the gradient of layer normalisation");
        to.natives().own(descriptor);
        Map<Integer, Tensor> operands = new HashMap<>();
        operands.put(DNNL_ARG_SRC, x.as(rows.layout()));
        operands.put(DNNL_ARG_MEAN, statistics.mean());
        operands.put(DNNL_ARG_VARIANCE, statistics.variance());
        operands.put(DNNL_ARG_DIFF_DST, upstream.as(rows.layout()));
        if (affine) {
            Tensor scale = nodes.scale() == null
                    ? to.constant(1, rows.row().length())
                    : to.plain(nodes.scale()).as(rows.row());
            operands.put(DNNL_ARG_SCALE, scale);
            operands.put(DNNL_ARG_DIFF_SCALE, result(nodes.ofScale(), rows.row(), to));
            operands.put(DNNL_ARG_DIFF_SHIFT, result(nodes.ofShift(), rows.row(), to));
        }
        Tensor gradient = nodes.input() == null
                ? to.scratch(rows.layout())
                : to.writeOver(nodes.input().name(), nodes.upstream(), upstream).as(rows.layout());
        operands.put(DNNL_ARG_DIFF_SRC, gradient);
        String name =
                nodes.input() == null ? nodes.ofScale().name() : nodes.input().name();
        to.call(name, descriptor, operands);
    }

    private static Tensor result(Node node, Layout row, Lowering to) {
        return node == null
                ? to.scratch(row)
                : to.write(node.name(), to.natives().plain(to.dims(node.name())))
                        .as(row);
    }

    /** A tensor as [rows, length of a row], its statistics [rows], and one row. */
    private record Rows(Layout layout, Layout statistic, Layout row) {

        static Rows of(LayerNorm op, long[] dims, Natives natives) {
            long rows = 1;
            long length = 1;
            for (int axis = 0; axis < dims.length; axis++) {
                if (axis < dims.length - op.dims()) {
                    rows *= dims[axis];
                } else {
                    length *= dims[axis];
                }
            }
            return new Rows(natives.plain(rows, length), natives.plain(rows), natives.plain(length));
        }
    }
}
