package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.Node;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.FakeQuantizeInputGradient;
import dev.espalier.model.op.FakeQuantizeStepGradient;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/** Rounding to the levels of integers, and its gradients. */
final class QuantizationRules {

    private QuantizationRules() {}

    /** A division and, in the same pass, clipping, rounding and the product with the step. */
    static void forward(FakeQuantize op, Node node, Lowering to) {
        String input = node.inputs().get(0);
        Tensor x = unpadded(input, to);
        Tensor step = step(node, x, to);
        PostOps after = new PostOps(to.natives())
                .then(new Eltwise(dnnl_eltwise_clip, dnnl_eltwise_clip, op.least(), op.most()))
                .then(new Eltwise(dnnl_eltwise_round, dnnl_eltwise_round, 0, 0))
                .then(dnnl_binary_mul, step);
        ElementwiseRules.binary(
                node.name(), dnnl_binary_div, x, step, () -> to.writeOver(node.name(), input, x), after, to);
    }

    static void inputGradient(FakeQuantizeInputGradient op, Node node, Lowering to) {
        Tensor x = unpadded(node.inputs().get(0), to);
        Tensor upstream = to.read(node.inputs().get(2), x.layout());
        Layout single = to.natives().single(x.dims().length);
        Tensor least = to.constant(op.of().least(), 1).as(single);
        Tensor most = to.constant(op.of().most(), 1).as(single);
        Tensor quotient = to.scratch(x.layout());
        Tensor above = to.scratch(x.layout());
        PostOps nothing = new PostOps(to.natives());
        ElementwiseRules.binary(node.name(), dnnl_binary_div, x, step(node, x, to), () -> quotient, nothing, to);
        PostOps timesUpstream = new PostOps(to.natives()).then(dnnl_binary_mul, upstream);
        ElementwiseRules.binary(node.name(), dnnl_binary_ge, quotient, least, () -> above, timesUpstream, to);
        PostOps timesAbove = new PostOps(to.natives()).then(dnnl_binary_mul, above);
        ElementwiseRules.binary(
                node.name(), dnnl_binary_le, quotient, most, () -> to.write(node.name(), x.layout()), timesAbove, to);
    }

    static void stepGradient(FakeQuantizeStepGradient op, Node node, Lowering to) {
        // The order of the numbers does not matter to their sum.
        Tensor x = unpadded(node.inputs().get(0), to);
        Tensor upstream = to.read(node.inputs().get(2), x.layout());
        Tensor step = to.plain(node.inputs().get(1));
        Tensor result = to.write(node.name(), to.natives().plain(to.dims(node.name())));
        long length = x.layout().length();
        to.loop(node.name(), List.of(x, step, upstream, result), tensors -> {
            float signedStep = tensors[1].get(0);
            float magnitude = (float) FakeQuantize.magnitude(signedStep);
            double sum = sum(op.of(), tensors[0], tensors[2], magnitude, length);
            tensors[3].put(0, (float) (Math.signum(signedStep) * op.factor() * sum));
        });
    }

    private static double sum(FakeQuantize op, FloatIndexer x, FloatIndexer upstream, float step, long length) {
        double sum = 0;
        for (long i = 0; i < length; i++) {
            sum += upstream.get(i) * op.stepDerivative(x.get(i) / step);
        }
        return sum;
    }

    /** A value in a layout without numbers that are not its own, over which oneDNN does not divide. */
    private static Tensor unpadded(String value, Lowering to) {
        Tensor tensor = to.tensor(value);
        return tensor.layout().bytes() == tensor.layout().length() * Float.BYTES ? tensor : to.plain(value);
    }

    /** The step as it counts, to be combined with every number of x. */
    private static Tensor step(Node node, Tensor x, Lowering to) {
        Tensor step = to.plain(node.inputs().get(1));
        Tensor magnitude = to.scratch(to.natives().plain(1));
        to.loop(
                node.name() + " step",
                List.of(step, magnitude),
                tensors -> tensors[1].put(0, (float) FakeQuantize.magnitude(tensors[0].get(0))));
        return magnitude.as(to.natives().single(x.dims().length));
    }
}
