package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.Contract;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Matrix products. Transposed operands are read in place. */
final class MatrixRules {

    private MatrixRules() {}

    static void linear(Linear op, Node node, Lowering to) {
        linear(op, node, node.name(), new PostOps(to.natives()), to);
    }

    /** A linear layer and what comes after it, number by number. */
    static void linear(Linear op, Node node, String result, PostOps after, Lowering to) {
        Natives natives = to.natives();
        Tensor x = rows(to.plain(node.inputs().get(0)), natives);
        Tensor weight = transposed(to.plain(node.inputs().get(1)), natives);
        Tensor bias =
                node.inputs().size() < 3 ? null : to.plain(node.inputs().get(2)).as(natives.plain(1, op.out()));
        Tensor y = to.write(result, natives.plain(to.dims(node.name())));
        multiply(result, x, weight, bias, rows(y, natives), after, to);
    }

    static void matMul(MatMul op, Node node, Lowering to) {
        Natives natives = to.natives();
        Tensor a = to.plain(node.inputs().get(0));
        Tensor b = to.plain(node.inputs().get(1));
        Tensor y = to.write(node.name(), natives.plain(to.dims(node.name())));
        boolean shared = b.dims().length == 2 && a.dims().length > 2 && !op.transposeA();
        multiply(
                node.name(),
                shared ? rows(a, natives) : op.transposeA() ? transposed(a, natives) : a,
                op.transposeB() ? transposed(b, natives) : b,
                null,
                shared ? rows(y, natives) : y,
                new PostOps(natives),
                to);
    }

    static void contract(Contract op, Node node, Lowering to) {
        Natives natives = to.natives();
        Tensor a = transposed(rows(to.plain(node.inputs().get(0)), natives), natives);
        Tensor b = rows(to.plain(node.inputs().get(1)), natives);
        Tensor y = to.write(node.name(), natives.plain(to.dims(node.name())));
        multiply(node.name(), a, b, null, y, new PostOps(natives), to);
    }

    /** [..., n] as [rows, n]. */
    private static Tensor rows(Tensor tensor, Natives natives) {
        long last = tensor.dims()[tensor.dims().length - 1];
        return tensor.as(natives.plain(tensor.layout().length() / last, last));
    }

    /** A plain tensor with its last two axes exchanged. */
    private static Tensor transposed(Tensor tensor, Natives natives) {
        long[] dims = tensor.dims().clone();
        long[] strides = new long[dims.length];
        long stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        swapLast(dims);
        swapLast(strides);
        return tensor.as(natives.strided(dims, strides));
    }

    private static void swapLast(long[] values) {
        int last = values.length - 1;
        long value = values[last];
        values[last] = values[last - 1];
        values[last - 1] = value;
    }

    private static void multiply(String name, Tensor a, Tensor b, Tensor bias, Tensor y, PostOps after, Lowering to) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_matmul_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        a.layout().descriptor(),
                        b.layout().descriptor(),
                        bias == null ? null : bias.layout().descriptor(),
                        y.layout().descriptor(),
                        after.attributes()),
                "a product of " + a.layout() + " and " + b.layout());
        Map<Integer, Tensor> operands = new HashMap<>(after.operands());
        operands.put(DNNL_ARG_SRC, a);
        operands.put(DNNL_ARG_WEIGHTS, b);
        operands.put(DNNL_ARG_DST, y);
        if (bias != null) {
            operands.put(DNNL_ARG_BIAS, bias);
        }
        to.call(name, to.natives().own(descriptor), operands);
    }
}
