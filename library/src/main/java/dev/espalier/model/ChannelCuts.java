package dev.espalier.model;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Positions that are taken out of tensors, and what is left of a graph and of arrays without them. */
final class ChannelCuts {

    private final Graph graph;
    private final Map<String, Map<Integer, Set<Integer>>> cuts = new HashMap<>();

    ChannelCuts(Graph graph) {
        this.graph = graph;
    }

    /** Takes one channel out of one of the tensors it runs through. */
    void cut(Coupling.Member member, int channel) {
        Set<Integer> positions = cuts.computeIfAbsent(member.tensor(), any -> new TreeMap<>())
                .computeIfAbsent(member.axis(), any -> new TreeSet<>());
        Arrays.stream(member.positions().of(channel)).forEach(positions::add);
    }

    /** The axes along which something is taken out of a tensor. */
    Set<Integer> axes(String tensor) {
        return cuts.getOrDefault(tensor, Map.of()).keySet();
    }

    /** The positions that stay along an axis of a tensor, ascending. */
    int[] kept(String tensor, int axis) {
        return IntStream.range(0, graph.node(tensor).shape().dim(axis))
                .filter(position -> !gone(tensor, axis).contains(position))
                .toArray();
    }

    /** What stays of an array of a tensor's shape. */
    INDArray kept(String tensor, INDArray array) {
        INDArray kept = array;
        for (int axis : axes(tensor)) {
            kept = select(kept, axis, kept(tensor, axis));
        }
        return kept;
    }

    private static INDArray select(INDArray array, int axis, int[] positions) {
        float[] numbers = Numbers.of(array);
        long[] shape = array.shape();
        int inner = (int) Arrays.stream(shape).skip(axis + 1L).reduce(1, (a, b) -> a * b);
        int length = (int) shape[axis];
        int outer = numbers.length / length / inner;
        float[] selected = new float[outer * positions.length * inner];
        int next = 0;
        for (int o = 0; o < outer; o++) {
            for (int position : positions) {
                System.arraycopy(numbers, (o * length + position) * inner, selected, next, inner);
                next += inner;
            }
        }
        long[] smaller = shape.clone();
        smaller[axis] = positions.length;
        return Nd4j.createFromArray(selected).reshape('c', smaller);
    }

    /**
     * The same graph on smaller tensors.
     *
     * @throws ShapeException if a node's shape is not what the cuts say: they do not fit each other
     */
    Graph rebuild() {
        Graph.Builder rebuilt = new Graph.Builder();
        for (Node node : graph.nodes()) {
            Value value = rebuilt.add(node.name(), smaller(node), node.inputs());
            if (!value.shape().equals(smallerShape(node))) {
                throw new ShapeException("'" + node.name() + "' has shape " + value.shape()
                        + " after channels were taken out, and should have " + smallerShape(node));
            }
        }
        return rebuilt.build(graph.outputs().stream().map(Node::name).toArray(String[]::new));
    }

    private Op smaller(Node node) {
        Op op = node.op();
        if (op instanceof Parameter parameter) {
            return new Parameter(smallerShape(node), parameter.role());
        } else if (op instanceof Conv2d conv) {
            int out = smallerShape(weight(node)).dim(0);
            int groups = isDepthwise(node, conv.groups()) ? out * conv.groups() / conv.out() : conv.groups();
            return new Conv2d(out, conv.kernel(), conv.stride(), conv.padding(), conv.dilation(), groups);
        } else if (op instanceof ConvTranspose2d conv) {
            Shape weight = smallerShape(weight(node));
            int groups = isDepthwise(node, conv.groups()) ? weight.dim(0) : conv.groups();
            return new ConvTranspose2d(
                    weight.dim(1) * groups,
                    conv.kernel(),
                    conv.stride(),
                    conv.padding(),
                    conv.outputPadding(),
                    conv.dilation(),
                    groups);
        } else if (op instanceof Linear) {
            return new Linear(smallerShape(weight(node)).dim(0));
        } else if (op instanceof Reshape) {
            return new Reshape(smallerShape(node));
        } else if (op instanceof Expand) {
            return new Expand(smallerShape(node));
        } else if (op instanceof Slice slice) {
            String input = node.inputs().get(0);
            long before = gone(input, slice.axis()).stream()
                    .filter(i -> i < slice.from())
                    .count();
            int count = slice.count() - gone(node.name(), slice.axis()).size();
            return new Slice(slice.axis(), slice.from() - (int) before, count);
        } else if (op instanceof PadAxis pad) {
            Set<Integer> gone = gone(node.name(), pad.axis());
            int end = node.shape().dim(pad.axis()) - pad.after();
            long before = gone.stream().filter(i -> i < pad.before()).count();
            long after = gone.stream().filter(i -> i >= end).count();
            return new PadAxis(pad.axis(), pad.before() - (int) before, pad.after() - (int) after);
        }
        return op;
    }

    private Set<Integer> gone(String tensor, int axis) {
        return cuts.getOrDefault(tensor, Map.of()).getOrDefault(axis, Set.of());
    }

    private boolean isDepthwise(Node node, int groups) {
        return groups > 1 && groups == graph.inputShapes(node).get(0).dim(1);
    }

    private Node weight(Node node) {
        return graph.node(node.inputs().get(1));
    }

    private Shape smallerShape(Node node) {
        Shape shape = node.shape();
        for (int axis : axes(node.name())) {
            shape = shape.withDim(axis, kept(node.name(), axis).length);
        }
        return shape;
    }
}
