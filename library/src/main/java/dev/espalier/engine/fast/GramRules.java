package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;

import dev.espalier.model.Node;
import dev.espalier.model.op.GramInnerProduct;
import dev.espalier.model.op.GramInnerProductGradient;

/** Inner products of the items of a batch with each other, as matrix products. */
final class GramRules {

    private GramRules() {}

    static void product(GramInnerProduct op, Node node, Lowering to) {
        Natives natives = to.natives();
        Tensor a = gram(node.name(), rows(node.inputs().get(0), to), to);
        Tensor b = gram(node.name(), rows(node.inputs().get(1), to), to);
        long count = a.layout().length();
        Tensor result = to.write(node.name(), natives.plain(1));
        MatrixRules.multiply(
                node.name(),
                a.as(natives.plain(1, count)),
                b.as(natives.plain(count, 1)),
                null,
                result.as(natives.single(2)),
                new PostOps(natives),
                to);
    }

    static void gradient(GramInnerProductGradient op, Node node, Lowering to) {
        Natives natives = to.natives();
        Tensor x = rows(node.inputs().get(0), to);
        Tensor other = gram(node.name(), rows(node.inputs().get(1), to), to);
        Tensor upstream = to.plain(node.inputs().get(2)).as(natives.single(2));
        PostOps times = new PostOps(natives)
                .then(new Eltwise(dnnl_eltwise_linear, dnnl_eltwise_linear, 2, 0))
                .then(dnnl_binary_mul, upstream);
        Tensor result = to.write(node.name(), natives.plain(to.dims(node.name())));
        MatrixRules.multiply(node.name(), other, x, null, result.as(x.layout()), times, to);
    }

    private static Tensor gram(String name, Tensor rows, Lowering to) {
        Natives natives = to.natives();
        long items = rows.dims()[0];
        Tensor gram = to.scratch(natives.plain(items, items));
        Tensor columns = rows.as(natives.transposed(rows.layout(), 1, 0));
        MatrixRules.multiply(name, rows, columns, null, gram, new PostOps(natives), to);
        return gram;
    }

    /** [N, ...] as [N, the rest]. */
    private static Tensor rows(String value, Lowering to) {
        Tensor plain = to.plain(value);
        long items = plain.dims()[0];
        return plain.as(to.natives().plain(items, plain.layout().length() / items));
    }
}
