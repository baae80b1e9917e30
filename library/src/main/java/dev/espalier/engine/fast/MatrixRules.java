package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.Contract;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Transpose;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

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
        Layout result = natives.plain(to.dims(node.name()));
        Product product = product(op, node, result, to);
        Tensor y = to.write(node.name(), result);
        product.call(node.name(), y.as(product.result()), to);
    }

    /** A product whose result is only wanted with its axes in another order. */
    static void matMulTransposed(MatMul op, Node node, Node transpose, Lowering to) {
        Natives natives = to.natives();
        Layout result = natives.plain(to.dims(transpose.name()));
        int[] order = ((Transpose) transpose.op())
                .inverse().permutation().stream().mapToInt(axis -> axis).toArray();
        Product product = product(op, node, natives.transposed(result, order), to);
        Tensor y = to.write(transpose.name(), result);
        product.call(transpose.name(), y.as(product.result()), to);
    }

    /** Operands are read where they lie, even as parts of something larger, if oneDNN has a fast way. */
    private static Product product(MatMul op, Node node, Layout result, Lowering to) {
        String first = node.inputs().get(0);
        String second = node.inputs().get(1);
        return product(op, to.seen(first), to.seen(second), result, to)
                .filter(Product::isFast)
                .or(() -> product(op, to.plain(first), to.plain(second), result, to))
                .orElseThrow(() -> new OneDnn.Unsupported("a product of " + first + " and " + second));
    }

    private static Optional<Product> product(MatMul op, Tensor a, Tensor b, Layout result, Lowering to) {
        Natives natives = to.natives();
        boolean shared = b.dims().length == 2 && a.dims().length > 2 && !op.transposeA();
        Tensor left = op.transposeA() ? transposed(a, natives) : a;
        Tensor right = op.transposeB() ? transposed(b, natives) : b;
        if (!shared) {
            return Product.of(left, right, null, result, new PostOps(natives), natives);
        }
        Optional<Layout> rows = natives.reshaped(a.layout(), rows(a.dims()));
        Optional<Layout> resultRows = natives.reshaped(result, rows(result.dims()));
        return rows.isPresent() && resultRows.isPresent()
                ? Product.of(left.as(rows.get()), right, null, resultRows.get(), new PostOps(natives), natives)
                : Optional.empty();
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
        return tensor.as(natives.plain(rows(tensor.dims())));
    }

    private static long[] rows(long[] dims) {
        long last = dims[dims.length - 1];
        return new long[] {Arrays.stream(dims).reduce(1, Math::multiplyExact) / last, last};
    }

    /** A tensor with its last two axes exchanged. */
    private static Tensor transposed(Tensor tensor, Natives natives) {
        int axes = tensor.dims().length;
        int[] order = IntStream.range(0, axes).toArray();
        order[axes - 1] = axes - 2;
        order[axes - 2] = axes - 1;
        return tensor.as(natives.transposed(tensor.layout(), order));
    }

    /** Adds the call. */
    static void multiply(String name, Tensor a, Tensor b, Tensor bias, Tensor y, PostOps after, Lowering to) {
        Product.of(a, b, bias, y.layout(), after, to.natives())
                .orElseThrow(() -> new OneDnn.Unsupported("a product of " + a.layout() + " and " + b.layout()))
                .call(name, y, to);
    }
}
