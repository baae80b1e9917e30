package dev.espalier.model;

import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a layer or a model costs. Zeros under a mask are left out of {@code kept} and {@code keptMacs} only: a masked
 * model does all its multiplications, so {@code keptMacs} is what code that skips every zero would do, and no claim of
 * speed.
 *
 * @param parameters trainable numbers by the shapes of the tensors, as PyTorch counts them; running statistics are not
 * @param kept trainable numbers outside masks
 * @param macs multiply-accumulate operations for one image; convolutions and linear layers only, and a transposed
 *     convolution at the size of its output: the convention behind published figures
 * @param keptMacs the part of {@code macs} whose weight is kept
 * @param bytes to store all tensors, running statistics included: 4 for a number, for masked tensors 4 for a kept number
 *     and the {@link MaskCode}, for quantized tensors 4 for a scale and the {@link LevelCode} in place of numbers; what a
 *     model file holds as tensor data
 */
public record Cost(long parameters, long kept, long macs, long keptMacs, long bytes) {

    /** Costs nothing. */
    public static final Cost NONE = new Cost(0, 0, 0, 0, 0);

    private static final int BYTES_PER_NUMBER = Float.BYTES;

    /** The whole model. */
    public static Cost of(Model model) {
        return of(model.graph(), model.encodings());
    }

    /** Any model of this graph, with all its weights. */
    public static Cost of(Graph graph) {
        return of(graph, Map.of());
    }

    private static Cost of(Graph graph, Map<String, Encoding> encodings) {
        Cost operations = NONE;
        for (Node layer : graph.layers()) {
            operations = operations.plus(operations(graph, encodings, layer));
        }
        return graph.parameters().stream()
                .map(parameter -> storage(encodings, parameter))
                .reduce(operations, Cost::plus);
    }

    /**
     * Every layer that computes something, in the graph's order. A parameter shared by several layers is counted at the
     * first, one that no layer reads at none.
     */
    public static Map<String, Cost> byLayer(Model model) {
        Map<String, Cost> costs = new LinkedHashMap<>();
        Set<String> counted = new HashSet<>();
        for (Node layer : model.graph().layers()) {
            Cost cost = operations(model.graph(), model.encodings(), layer);
            for (String input : layer.inputs()) {
                Node parameter = model.graph().node(input);
                if (parameter.op() instanceof Parameter && counted.add(input)) {
                    cost = cost.plus(storage(model.encodings(), parameter));
                }
            }
            costs.put(layer.name(), cost);
        }
        return Collections.unmodifiableMap(costs);
    }

    /** The sum. */
    public Cost plus(Cost other) {
        return new Cost(
                parameters + other.parameters,
                kept + other.kept,
                macs + other.macs,
                keptMacs + other.keptMacs,
                bytes + other.bytes);
    }

    /** Which part of the trainable numbers is kept, 0 to 1; 1 if there are none. */
    public double density() {
        return parameters == 0 ? 1 : (double) kept / parameters;
    }

    private static Cost operations(Graph graph, Map<String, Encoding> encodings, Node layer) {
        long macs = layer.op().macs(graph.inputShapes(layer), layer.shape());
        if (macs == 0) {
            return NONE;
        }
        // Each weight of a convolution or linear layer is used equally often, so kept weights give kept MACs exactly.
        Node weight = graph.node(layer.inputs().get(1));
        long uses = macs / weight.shape().size();
        long kept = weight.op() instanceof Parameter
                ? kept(encodings, weight)
                : weight.shape().size();
        return new Cost(0, 0, macs, uses * kept, 0);
    }

    private static Cost storage(Map<String, Encoding> encodings, Node parameter) {
        long size = parameter.shape().size();
        long kept = kept(encodings, parameter);
        long bytes = bytes(encoding(encodings, parameter), parameter.shape());
        boolean trainable = ((Parameter) parameter.op()).role().trainable();
        return new Cost(trainable ? size : 0, trainable ? kept : 0, 0, 0, bytes);
    }

    private static long kept(Map<String, Encoding> encodings, Node parameter) {
        return kept(encoding(encodings, parameter), parameter.shape());
    }

    private static Encoding encoding(Map<String, Encoding> encodings, Node parameter) {
        return encodings.getOrDefault(parameter.name(), new Encoding.Dense());
    }

    private static long kept(Encoding encoding, Shape shape) {
        return encoding.masked().map(Encoding.Masked::kept).orElse(shape.size());
    }

    /** How many bytes it takes to store one tensor. */
    public static long bytes(Encoding encoding, Shape shape) {
        long mask = encoding.masked()
                .map(masked -> (long) MaskCode.encode(masked.mask()).length)
                .orElse(0L);
        if (encoding instanceof Encoding.Quantized quantized) {
            return mask
                    + LevelCode.length(quantized, shape)
                    + (long) BYTES_PER_NUMBER * quantized.scales().size();
        }
        return mask + BYTES_PER_NUMBER * kept(encoding, shape);
    }

    @Override
    public String toString() {
        if (kept == parameters && keptMacs == macs) {
            return String.format(Locale.ROOT, "%,d parameters, %,d MACs, %,d bytes", parameters, macs, bytes);
        }
        return String.format(
                Locale.ROOT,
                "%,d of %,d parameters kept, %,d MACs (%,d on kept weights), %,d bytes",
                kept,
                parameters,
                macs,
                keptMacs,
                bytes);
    }
}
