package dev.espalier.quantize;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Transpose;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value that is quantized so that layers can compute in integers. It lies as early as can be: before poolings that take
 * the largest and before whatever only moves numbers, because these give the same before and after, and every reader of
 * the value then reads few bits.
 *
 * @param value the node it comes from
 * @param readers the layers it is quantized for
 * @param signed whether it can be negative
 */
record QuantizationPoint(String value, List<String> readers, boolean signed) {

    private static final Set<Class<? extends Op>> WEIGHTED = Set.of(Conv2d.class, ConvTranspose2d.class, Linear.class);
    private static final Set<Class<? extends Op>> MEANS = Set.of(AveragePool2d.class, GlobalAveragePool.class);
    private static final Set<Class<? extends Op>> MOVES = Set.of(
            Dropout.class,
            Flatten.class,
            MaxPool2d.class,
            Pad2d.class,
            PadAxis.class,
            PixelShuffle.class,
            PixelUnshuffle.class,
            Reshape.class,
            Slice.class,
            Transpose.class);
    private static final Set<Class<? extends Op>> NEVER_NEGATIVE = Set.of(
            Abs.class,
            Exp.class,
            HardSigmoid.class,
            Relu.class,
            Relu6.class,
            Sigmoid.class,
            Softmax.class,
            Softplus.class,
            Square.class);
    private static final Set<Class<? extends Op>> AS_THEIR_OPERANDS = Set.of(
            Add.class,
            AveragePool2d.class,
            Concat.class,
            GlobalAveragePool.class,
            Maximum.class,
            Multiply.class,
            Reduce.class,
            Resize2d.class);

    QuantizationPoint {
        readers = List.copyOf(readers);
    }

    /**
     * The values that weighted layers, means and products of matrices read and that are not quantized yet. Parts of a value
     * that are multiplied, such as the keys and values of attention, are quantized each by itself, because they have
     * different ranges.
     */
    static List<QuantizationPoint> of(Graph graph) {
        Map<String, List<String>> readers = new LinkedHashMap<>();
        for (Node node : graph.layers()) {
            List<Node> read = new ArrayList<>();
            if (readsLevels(graph, node)) {
                read.add(source(graph, graph.node(node.inputs().get(0))));
            } else if (isProduct(graph, node)) {
                node.inputs().forEach(factor -> read.add(factor(graph, graph.node(factor))));
            }
            for (Node value : read) {
                List<String> names = readers.computeIfAbsent(value.name(), any -> new ArrayList<>());
                if (!names.contains(node.name())) {
                    names.add(node.name());
                }
            }
        }
        readers.keySet().removeIf(value -> {
            Op op = graph.node(value).op();
            return op instanceof FakeQuantize || op instanceof Parameter;
        });
        return readers.entrySet().stream()
                .map(entry -> new QuantizationPoint(
                        entry.getKey(), entry.getValue(), !isNeverNegative(graph, graph.node(entry.getKey()))))
                .toList();
    }

    private static boolean readsLevels(Graph graph, Node node) {
        return MEANS.contains(node.op().getClass()) && !isSelection(node.op())
                || isMean(node.op()) && feedsWeights(graph, node)
                || WEIGHTED.contains(node.op().getClass())
                        && graph.node(node.inputs().get(1)).op() instanceof Parameter;
    }

    private static boolean isMean(Op op) {
        return op instanceof Reduce reduce && reduce.reducer() == Reduce.Reducer.MEAN;
    }

    /** Whether only weighted layers read what a node gives: means that normalise are no such. */
    private static boolean feedsWeights(Graph graph, Node node) {
        List<Node> readers = graph.consumers(node.name());
        return !readers.isEmpty()
                && readers.stream()
                        .allMatch(reader -> WEIGHTED.contains(reader.op().getClass())
                                || (moves(reader.op()) || reader.op() instanceof FakeQuantize)
                                        && feedsWeights(graph, reader));
    }

    /** Whether two computed values are multiplied as matrices. */
    private static boolean isProduct(Graph graph, Node node) {
        return node.op() instanceof MatMul
                && node.inputs().stream().noneMatch(factor -> graph.node(factor).op() instanceof Parameter);
    }

    /** Where a factor of a product has its own range first; a constant on the way only stretches the steps. */
    private static Node factor(Graph graph, Node value) {
        boolean stretches = value.op() instanceof Affine affine && affine.scale() > 0 && affine.shift() == 0;
        return stretches || moves(value.op()) && !(value.op() instanceof Slice)
                ? factor(graph, graph.node(value.inputs().get(0)))
                : value;
    }

    private static Node source(Graph graph, Node value) {
        return moves(value.op()) ? source(graph, graph.node(value.inputs().get(0))) : value;
    }

    /** Whether an operator gives the levels of what it would give of numbers. */
    static boolean moves(Op op) {
        return MOVES.contains(op.getClass())
                || isSelection(op)
                || op instanceof Resize2d resize && resize.mode() == Resize2d.Mode.NEAREST;
    }

    /** Means of one pixel each only leave out the others. */
    private static boolean isSelection(Op op) {
        return op instanceof AveragePool2d pool && pool.kernel().area() == 1;
    }

    private static boolean isNeverNegative(Graph graph, Node value) {
        Op op = value.op();
        if (op instanceof Clamp clamp) {
            return clamp.min() >= 0;
        }
        if (op instanceof FakeQuantize quantize) {
            return !quantize.signed();
        }
        boolean passes = moves(op) || AS_THEIR_OPERANDS.contains(op.getClass());
        return NEVER_NEGATIVE.contains(op.getClass())
                || passes && value.inputs().stream().allMatch(input -> isNeverNegative(graph, graph.node(input)));
    }
}
