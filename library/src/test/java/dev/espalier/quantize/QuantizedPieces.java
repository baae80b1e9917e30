package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.fail;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Numbers;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Subtract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A quantized network cut at its quantizers. Each level another runtime gives is judged by itself: computed in double
 * precision from the levels that runtime gave before it, the number that was rounded must lie nearer to that level than to
 * any other, but for what its sums may be off.
 *
 * <p>A sum of n products in single precision is off by n 2^-24 of the sum of their magnitudes at most (Higham 2002, section
 * 3.1). The magnitudes come from the same network with all numbers positive; where there is softmax or normalisation, which
 * have no such form, from the largest number. A runtime that computes in integers also rounds biases, to multiples of the
 * input's step times the weight's scale, and so is off by half of that.
 */
final class QuantizedPieces {

    private static final double UNIT = 0x1p-24;

    private final Model model;
    private final Graph pieces;
    private final List<Node> quantizers = new ArrayList<>();
    private final double terms;

    QuantizedPieces(Model model) {
        this.model = model;
        Graph.Builder builder = new Graph.Builder();
        Set<String> wanted = new LinkedHashSet<>();
        for (Node node : model.graph().nodes()) {
            boolean cut = node.op() instanceof FakeQuantize;
            builder.add(node.name(), cut ? new Input(node.shape()) : node.op(), cut ? List.of() : node.inputs());
            if (cut) {
                quantizers.add(node);
                wanted.add(node.inputs().get(0));
            }
        }
        model.graph().inputs().forEach(input -> wanted.remove(input.name()));
        model.graph().outputs().forEach(output -> wanted.add(output.name()));
        this.pieces = builder.build(wanted.toArray(String[]::new));
        this.terms = terms(pieces);
    }

    /** The same network, which gives all its levels away. */
    Model open() {
        Set<String> outputs = new LinkedHashSet<>();
        quantizers.forEach(node -> outputs.add(node.name()));
        model.graph().outputs().forEach(output -> outputs.add(output.name()));
        return new Model(
                model.name(),
                model.graph().extend().build(outputs.toArray(String[]::new)),
                model.parameters(),
                model.encodings(),
                List.of());
    }

    /**
     * Judges all levels and results.
     *
     * @param feeds of the network
     * @param found what {@link #open} gave elsewhere
     * @param inIntegers whether biases may have been rounded
     * @return levels that are not those nearest to the number in double precision
     */
    long judge(Map<String, INDArray> feeds, Map<String, INDArray> found, boolean inIntegers) {
        Map<String, INDArray> given = new LinkedHashMap<>(model.parameters().arrays());
        given.putAll(feeds);
        quantizers.forEach(node -> given.put(node.name(), found.get(node.name())));
        given.replaceAll((name, array) -> array.castTo(DataType.DOUBLE));
        Map<String, INDArray> numbers = run(given);
        Map<String, INDArray> positive = new LinkedHashMap<>();
        given.forEach((name, array) -> positive.put(name, magnitude(name, array)));
        Map<String, INDArray> magnitudes = run(positive);
        numbers.putAll(feeds);
        magnitudes.putAll(feeds);
        long other = 0;
        for (Node node : quantizers) {
            other += judge(node, numbers, magnitudes, found.get(node.name()), inIntegers);
        }
        for (Node output : model.graph().outputs()) {
            double[] right = doubles(numbers.get(output.name()));
            double[] sizes = sizes(output.name(), numbers, magnitudes);
            double bias = inIntegers ? ofBias(output.name()) : 0;
            float[] results = Numbers.of(found.get(output.name()));
            for (int i = 0; i < right.length; i++) {
                double off = terms * UNIT * sizes[i] + bias;
                if (!(Math.abs(results[i] - right[i]) <= off)) {
                    fail(
                            "%s of %s, number %d: %f, off by %f, found %f",
                            output.name(), model.name(), i, right[i], off, results[i]);
                }
            }
        }
        return other;
    }

    private long judge(
            Node node,
            Map<String, INDArray> numbers,
            Map<String, INDArray> magnitudes,
            INDArray found,
            boolean inIntegers) {
        String source = node.inputs().get(0);
        FakeQuantize op = (FakeQuantize) node.op();
        double step = FakeQuantize.magnitude(
                model.parameters().get(node.inputs().get(1)).getFloat(0));
        double[] right = doubles(numbers.get(source));
        double[] sizes = sizes(source, numbers, magnitudes);
        double bias = inIntegers ? ofBias(source) : 0;
        float[] levels = Numbers.of(found);
        long other = 0;
        for (int i = 0; i < right.length; i++) {
            double off = (terms * UNIT * sizes[i] + bias) / step;
            double quotient = right[i] / step;
            double level = Math.rint(levels[i] / step);
            if (!(level >= op.level(quotient - off) && level <= op.level(quotient + off))) {
                fail(
                        "%s of %s, number %d: %f steps, off by %f, found %f",
                        node.name(), model.name(), i, quotient, off, level);
            }
            other += level == op.level(quotient) ? 0 : 1;
        }
        return other;
    }

    private Map<String, INDArray> run(Map<String, INDArray> given) {
        try (ReferenceExecutor executor = new ReferenceExecutor(pieces)) {
            return new LinkedHashMap<>(executor.run(given));
        }
    }

    /** All summands positive: means are subtracted, and so negative. */
    private INDArray magnitude(String name, INDArray array) {
        Op op = pieces.node(name).op();
        INDArray positive = Transforms.abs(array, true);
        return op instanceof Parameter parameter && parameter.role() == Parameter.Role.RUNNING_MEAN
                ? positive.neg()
                : positive;
    }

    private double[] sizes(String name, Map<String, INDArray> numbers, Map<String, INDArray> magnitudes) {
        double[] sizes = doubles(magnitudes.get(name));
        boolean sums = pieces.nodes().stream()
                .noneMatch(node -> node.op() instanceof LayerNorm
                        || node.op() instanceof Softmax
                        || node.op() instanceof Subtract);
        double largest = sums ? 0 : Math.abs(numbers.get(name).amaxNumber().doubleValue());
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.max(Math.abs(sizes[i]), largest);
        }
        return sizes;
    }

    /** The most products of a sum, the operators after it and the division by the step. */
    private static double terms(Graph pieces) {
        return pieces.parameters().stream()
                        .mapToDouble(node -> (double) node.shape().size()
                                / Math.max(
                                        1,
                                        node.shape().rank() == 0
                                                ? 1
                                                : node.shape().dim(0)))
                        .max()
                        .orElse(1)
                + 16;
    }

    /** Half of what the bias of the layer that computes a number may be rounded to; 0 if there is none. */
    private double ofBias(String name) {
        Node layer = through(name);
        boolean biased = (layer.op() instanceof Conv2d || layer.op() instanceof Linear)
                && layer.inputs().size() == 3;
        Node source = biased ? through(layer.inputs().get(0)) : layer;
        if (!biased || !quantizers.stream().anyMatch(node -> node.name().equals(source.name()))) {
            return 0;
        }
        Node quantizer = model.graph().node(source.name());
        double step = FakeQuantize.magnitude(
                model.parameters().get(quantizer.inputs().get(1)).getFloat(0));
        double unit = 0;
        INDArray weights = model.parameters().get(layer.inputs().get(1));
        for (int row = 0; row < weights.size(0); row++) {
            double least = Double.POSITIVE_INFINITY;
            for (float weight : Numbers.of(weights.slice(row).dup('c'))) {
                least = weight == 0 ? least : Math.min(least, Math.abs(weight));
            }
            unit = Double.isFinite(least) ? Math.max(unit, least) : unit;
        }
        return step * unit / 2;
    }

    /** Past what only chooses among numbers. */
    private Node through(String name) {
        Node node = pieces.node(name);
        while (node.op() instanceof Relu || node.op() instanceof MaxPool2d || node.op() instanceof Flatten) {
            node = pieces.node(node.inputs().get(0));
        }
        return node;
    }

    private static double[] doubles(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }
}
