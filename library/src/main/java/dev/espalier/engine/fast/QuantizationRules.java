package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.FakeQuantize.StepGradient;
import dev.espalier.model.op.FakeQuantizeInputGradient;
import dev.espalier.model.op.FakeQuantizeStepGradient;
import java.util.List;
import java.util.function.Supplier;

/** Rounding to the levels of integers, and its gradients. Zeros that fill up a layout stay zeros. */
final class QuantizationRules {

    private static final Eltwise ROUND = new Eltwise(dnnl_eltwise_round, dnnl_eltwise_round, 0, 0);

    private QuantizationRules() {}

    /** A division and, in the same pass, clipping, rounding and the product with the step. */
    static void forward(FakeQuantize op, Node node, Lowering to) {
        String input = node.inputs().get(0);
        Tensor x = to.tensor(input);
        Tensor step = step(node, to);
        PostOps after = new PostOps(to.natives()).then(clip(op)).then(ROUND).then(dnnl_binary_mul, step);
        flat(
                node,
                dnnl_binary_div,
                ElementwiseRules.flat(x, to),
                step,
                () -> ElementwiseRules.flat(to.writeOver(node.name(), input, x), to),
                after,
                to);
    }

    static void inputGradient(FakeQuantizeInputGradient op, Node node, Lowering to) {
        Tensor x = to.tensor(node.inputs().get(0));
        Tensor upstream = ElementwiseRules.flat(to.read(node.inputs().get(2), x.layout()), to);
        Tensor numbers = ElementwiseRules.flat(x, to);
        Tensor quotient = to.scratch(numbers.layout());
        Tensor above = to.scratch(numbers.layout());
        flat(node, dnnl_binary_div, numbers, step(node, to), () -> quotient, new PostOps(to.natives()), to);
        PostOps timesUpstream = new PostOps(to.natives()).then(dnnl_binary_mul, upstream);
        flat(
                node,
                dnnl_binary_ge,
                quotient,
                ElementwiseRules.single(op.of().least(), to),
                () -> above,
                timesUpstream,
                to);
        PostOps timesAbove = new PostOps(to.natives()).then(dnnl_binary_mul, above);
        flat(
                node,
                dnnl_binary_le,
                quotient,
                ElementwiseRules.single(op.of().most(), to),
                () -> ElementwiseRules.flat(to.write(node.name(), x.layout()), to),
                timesAbove,
                to);
    }

    /**
     * The sum of upstream times derivative: the rounding error of the clipped quotient, or 0 as {@link StepGradient} says,
     * and at the bounds and beyond them the bound.
     */
    static void stepGradient(FakeQuantizeStepGradient op, Node node, Lowering to) {
        FakeQuantize quantize = op.of();
        Tensor whole = to.tensor(node.inputs().get(0));
        Tensor x = ElementwiseRules.flat(whole, to);
        Tensor upstream = ElementwiseRules.flat(to.read(node.inputs().get(2), whole.layout()), to);
        Tensor step = step(node, to);
        Tensor clipped = to.scratch(x.layout());
        flat(node, dnnl_binary_div, x, step, () -> clipped, new PostOps(to.natives()).then(clip(quantize)), to);
        Tensor bounds = bounds(quantize, clipped, node, to);
        PostOps after = new PostOps(to.natives());
        if (quantize.gradient() == StepGradient.LEARNED_STEP) {
            Tensor rounded = to.scratch(x.layout());
            PostOps rounding = new PostOps(to.natives()).then(clip(quantize)).then(ROUND);
            flat(node, dnnl_binary_div, x, step, () -> rounded, rounding, to);
            after.then(dnnl_binary_add, bounds).then(dnnl_binary_mul, upstream);
            flat(node, dnnl_binary_sub, rounded, clipped, () -> clipped, after, to);
        } else {
            flat(node, dnnl_binary_mul, bounds, upstream, () -> clipped, after, to);
        }
        Tensor sum = SumRules.total(node.name(), clipped.as(whole.layout()), to);
        Tensor signed = to.plain(node.inputs().get(1));
        Tensor result = to.write(node.name(), to.natives().plain(to.dims(node.name())));
        to.loop(
                node.name(),
                List.of(signed, sum, result),
                tensors ->
                        tensors[2].put(0, (float) (Math.signum(tensors[0].get(0)) * op.factor() * tensors[1].get(0))));
    }

    /** The bound where a clipped quotient is at one, 0 elsewhere. */
    private static Tensor bounds(FakeQuantize op, Tensor clipped, Node node, Lowering to) {
        Tensor above = to.scratch(clipped.layout());
        PostOps asMost = new PostOps(to.natives()).then(times(op.most()));
        flat(node, dnnl_binary_ge, clipped, ElementwiseRules.single(op.most(), to), () -> above, asMost, to);
        if (op.least() == 0) {
            return above;
        }
        Tensor both = to.scratch(clipped.layout());
        PostOps asLeast = new PostOps(to.natives()).then(times(op.least())).then(dnnl_binary_add, above);
        flat(node, dnnl_binary_le, clipped, ElementwiseRules.single(op.least(), to), () -> both, asLeast, to);
        return both;
    }

    private static Eltwise clip(FakeQuantize op) {
        return new Eltwise(dnnl_eltwise_clip, dnnl_eltwise_clip, op.least(), op.most());
    }

    private static Eltwise times(long factor) {
        return new Eltwise(dnnl_eltwise_linear, dnnl_eltwise_linear, factor, 0);
    }

    private static void flat(
            Node node, int algorithm, Tensor a, Tensor b, Supplier<Tensor> result, PostOps after, Lowering to) {
        ElementwiseRules.binary(node.name(), algorithm, a, b, result, after, to);
    }

    /** The step as it counts, to be combined with every number of x. */
    private static Tensor step(Node node, Lowering to) {
        Tensor step = to.plain(node.inputs().get(1));
        Tensor magnitude = to.scratch(to.natives().plain(1));
        to.loop(
                node.name() + " step",
                List.of(step, magnitude),
                tensors -> tensors[1].put(0, (float) FakeQuantize.magnitude(tensors[0].get(0))));
        return magnitude.as(to.natives().single(2));
    }
}
