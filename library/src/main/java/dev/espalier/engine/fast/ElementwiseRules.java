package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.*;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.PointerPointer;

/** Operators that go number by number. They take the layout their operands have, and write over them where they may. */
final class ElementwiseRules {

    private ElementwiseRules() {}

    static void pointwise(Pointwise op, Node node, Lowering to) {
        Eltwise function = Eltwise.of(op).orElseThrow(() -> new OneDnn.Unsupported(op.kind()));
        String input = node.inputs().get(0);
        Tensor x = to.tensor(input);
        apply(node.name(), function, x, to.writeOver(node.name(), input, x), to);
    }

    /** Adds the call of a function. */
    static void apply(String name, Eltwise function, Tensor from, Tensor to, Lowering lowering) {
        dnnl_primitive_desc descriptor = forward(function, from.layout(), lowering.natives());
        lowering.call(name, descriptor, Map.of(DNNL_ARG_SRC, from, DNNL_ARG_DST, to));
    }

    private static dnnl_primitive_desc forward(Eltwise function, Layout layout, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_eltwise_forward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        dnnl_forward_training,
                        function.algorithm(),
                        layout.descriptor(),
                        layout.descriptor(),
                        function.alpha(),
                        function.beta(),
                        null),
                "a function of " + layout);
        return natives.own(descriptor);
    }

    static void gradient(PointwiseGradient op, Node node, Lowering to) {
        Eltwise function = Eltwise.of(op.of()).orElseThrow(() -> new OneDnn.Unsupported(op.kind()));
        boolean readsOutput = op.of().derivativeReads() == Pointwise.Operand.OUTPUT;
        if (readsOutput != function.derivativeFromOutput()) {
            throw new OneDnn.Unsupported(op.kind());
        }
        Tensor data = to.tensor(node.inputs().get(0));
        Layout layout = data.layout();
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_eltwise_backward_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        function.backward(),
                        layout.descriptor(),
                        layout.descriptor(),
                        layout.descriptor(),
                        function.alpha(),
                        function.beta(),
                        forward(
                                new Eltwise(function.backward(), 0, function.alpha(), function.beta()),
                                layout,
                                to.natives()),
                        null),
                op.kind());
        to.natives().own(descriptor);
        String second = node.inputs().get(1);
        Tensor upstream = to.read(second, layout);
        Tensor result = to.writeOver(node.name(), second, upstream);
        to.call(
                node.name(),
                descriptor,
                Map.of(
                        readsOutput ? DNNL_ARG_DST : DNNL_ARG_SRC,
                        data,
                        DNNL_ARG_DIFF_DST,
                        upstream,
                        DNNL_ARG_DIFF_SRC,
                        result));
    }

    static void clamp(Clamp op, Node node, Lowering to) {
        String input = node.inputs().get(0);
        Tensor x = to.tensor(input);
        Eltwise clip = new Eltwise(dnnl_eltwise_clip, dnnl_eltwise_clip, (float) op.min(), (float) op.max());
        apply(node.name(), clip, x, to.writeOver(node.name(), input, x), to);
    }

    /** Both bounds let the upstream through, which oneDNN's derivative does not. */
    static void clampGradient(Clamp op, Node node, Lowering to) {
        Tensor whole = to.tensor(node.inputs().get(0));
        Tensor x = flat(whole, to);
        Tensor upstream = flat(to.read(node.inputs().get(1), whole.layout()), to);
        Tensor above = to.scratch(x.layout());
        PostOps timesUpstream = new PostOps(to.natives()).then(dnnl_binary_mul, upstream);
        binary(node.name(), dnnl_binary_ge, x, single(op.min(), to), () -> above, timesUpstream, to);
        PostOps timesAbove = new PostOps(to.natives()).then(dnnl_binary_mul, above);
        binary(
                node.name(),
                dnnl_binary_le,
                x,
                single(op.max(), to),
                () -> flat(to.write(node.name(), whole.layout()), to),
                timesAbove,
                to);
    }

    /**
     * The numbers of a tensor as a row, in the order they lie, with the zeros that fill up its layout: oneDNN combines a row
     * with a single number quickly, and images in blocks in reference code, which takes a thousand times as long.
     */
    static Tensor flat(Tensor tensor, Lowering to) {
        return tensor.as(to.natives().plain(1, tensor.layout().bytes() / Float.BYTES));
    }

    /** A number to combine with every one of a {@link #flat} tensor. */
    static Tensor single(double number, Lowering to) {
        return to.constant((float) number, 1).as(to.natives().single(2));
    }

    static void binary(Binary op, Node node, Lowering to) {
        binary(op, node, node.name(), new PostOps(to.natives()), to);
    }

    /** Two tensors, and what comes after. */
    static void binary(Binary op, Node node, String result, PostOps after, Lowering to) {
        int algorithm = algorithm(op);
        Shapes shapes = new Shapes(to.dims(node.name()), to);
        boolean turned = turns(op) && !shapes.isWhole(node.inputs().get(0));
        String a = node.inputs().get(turned ? 1 : 0);
        String b = node.inputs().get(turned ? 0 : 1);
        if (!shapes.isWhole(a)) {
            Tensor first = shapes.repeated(a);
            Tensor second = shapes.isWhole(b) ? to.plain(b) : shapes.repeated(b);
            binary(result, algorithm, first, second, () -> to.write(result, first.layout()), after, to);
            return;
        }
        Layout layout = shapes.isWhole(b) ? common(a, b, to) : to.tensor(a).layout();
        Tensor first = to.read(a, layout);
        if (shapes.isWhole(b)) {
            Tensor second = to.read(b, layout);
            binary(result, algorithm, first, second, () -> to.writeOver(result, a, first, b, second), after, to);
        } else if (isFast(algorithm, layout, shapes.aligned(b).layout(), to.natives())) {
            binary(result, algorithm, first, shapes.aligned(b), () -> to.writeOver(result, a, first), after, to);
        } else {
            Tensor whole = to.plain(a);
            binary(result, algorithm, whole, shapes.repeated(b), () -> to.writeOver(result, a, whole), after, to);
        }
    }

    private static boolean isFast(int algorithm, Layout a, Layout b, Natives natives) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        int status = dnnl_binary_primitive_desc_create(
                descriptor, OneDnn.ENGINE, algorithm, a.descriptor(), b.descriptor(), a.descriptor(), null);
        return status == dnnl_success
                && !OneDnn.implementation(natives.own(descriptor)).startsWith("ref");
    }

    private static boolean turns(Binary op) {
        return op instanceof Add || op instanceof Multiply || op instanceof Maximum;
    }

    /** The layout the result of a binary operator gets. */
    static Layout layout(Node node, Lowering to) {
        Shapes shapes = new Shapes(to.dims(node.name()), to);
        String a = node.inputs().get(0);
        String b = node.inputs().get(1);
        if (!shapes.isWhole(a)) {
            throw new OneDnn.Unsupported("a first operand that is repeated");
        }
        return shapes.isWhole(b) ? common(a, b, to) : to.tensor(a).layout();
    }

    /** The layout two tensors of the same extents are best combined in: that of the one a primitive chose. */
    private static Layout common(String a, String b, Lowering to) {
        Layout first = to.tensor(a).layout();
        return first.same(to.natives().plain(first.dims())) ? to.tensor(b).layout() : first;
    }

    static int algorithm(Binary op) {
        if (op instanceof Add) {
            return dnnl_binary_add;
        }
        if (op instanceof Subtract) {
            return dnnl_binary_sub;
        }
        if (op instanceof Multiply) {
            return dnnl_binary_mul;
        }
        if (op instanceof Divide) {
            return dnnl_binary_div;
        }
        if (op instanceof Maximum) {
            return dnnl_binary_max;
        }
        if (op instanceof Greater) {
            return dnnl_binary_gt;
        }
        throw new OneDnn.Unsupported(op.kind());
    }

    /** Extents of operands beside those of the result. */
    private record Shapes(long[] result, Lowering to) {

        boolean isWhole(String value) {
            return Arrays.equals(to.dims(value), result);
        }

        /** An operand as large as the result. */
        Tensor repeated(String value) {
            return SumRules.repeated(value + " repeated", to.plain(value), result, to);
        }

        /** An operand with axes of length 1 in front, as many as the result has more. */
        Tensor aligned(String value) {
            long[] dims = to.dims(value);
            long[] longer = new long[result.length];
            Arrays.fill(longer, 1);
            System.arraycopy(dims, 0, longer, result.length - dims.length, dims.length);
            return to.plain(value).as(to.natives().plain(longer));
        }
    }

    /**
     * Adds the call.
     *
     * @param result of a's layout; asked for when the call is certain
     */
    static void binary(
            String name, int algorithm, Tensor a, Tensor b, Supplier<Tensor> result, PostOps after, Lowering to) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_binary_primitive_desc_create(
                        descriptor,
                        OneDnn.ENGINE,
                        algorithm,
                        a.layout().descriptor(),
                        b.layout().descriptor(),
                        a.layout().descriptor(),
                        after.attributes()),
                name);
        to.natives().own(descriptor);
        if (!after.operands().isEmpty() && OneDnn.implementation(descriptor).startsWith("ref")) {
            throw new OneDnn.Unsupported("a fast chain for " + name);
        }
        Map<Integer, Tensor> operands = new HashMap<>(after.operands());
        operands.put(DNNL_ARG_SRC_0, a);
        operands.put(DNNL_ARG_SRC_1, b);
        operands.put(DNNL_ARG_DST, result.get());
        to.call(name, descriptor, operands);
    }

    /** (1 - momentum) old + momentum new. */
    static void blend(Blend op, Node node, Lowering to) {
        Tensor old = to.plain(node.inputs().get(0));
        Tensor fresh = to.plain(node.inputs().get(1));
        float[] factors = {(float) (1 - op.momentum()), (float) op.momentum()};
        dnnl_primitive_desc descriptor;
        try (PointerPointer<?> out = new PointerPointer<>(1);
                PointerPointer<?> sources = new PointerPointer<>(2)) {
            sources.put(0, old.layout().descriptor()).put(1, fresh.layout().descriptor());
            OneDnn.check(
                    dnnl_sum_primitive_desc_create(
                            out, OneDnn.ENGINE, old.layout().descriptor(), 2, factors, sources, null),
                    "a weighted sum");
            descriptor = new dnnl_primitive_desc(out.get(0));
        }
        Tensor result = to.write(node.name(), old.layout());
        to.call(
                node.name(),
                to.natives().own(descriptor),
                Map.of(DNNL_ARG_MULTIPLE_SRC, old, DNNL_ARG_MULTIPLE_SRC + 1, fresh, DNNL_ARG_DST, result));
    }

    static void constant(Constant op, Node node, Lowering to) {
        Tensor result = to.write(node.name(), to.natives().plain(to.dims(node.name())));
        float value = (float) op.value();
        to.loop(node.name(), List.of(result), tensors -> tensors[0].put(0, value));
    }
}
