package dev.espalier.model;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Rebuilds a graph after positions were cut out of its parameters: shape inference says whether the cuts fit. */
final class WithoutChannels {

    private final Graph graph;
    private final Map<String, Map<Integer, Set<Integer>>> cuts = new HashMap<>();
    private final Graph.Builder rebuilt = new Graph.Builder();

    WithoutChannels(Graph graph) {
        this.graph = graph;
    }

    void cut(Coupling.Member member, int channel) {
        Set<Integer> positions = cuts.computeIfAbsent(member.tensor(), any -> new HashMap<>())
                .computeIfAbsent(member.axis(), any -> new TreeSet<>());
        Arrays.stream(member.positions().of(channel)).forEach(positions::add);
    }

    Graph rebuild() {
        for (Node node : graph.nodes()) {
            Value value = rebuilt.add(node.name(), smaller(node), node.inputs());
            if (!value.shape().equals(smallerShape(node))) {
                throw new ShapeException(
                        node.name() + " has shape " + value.shape() + ", the cuts say " + smallerShape(node));
            }
        }
        return rebuilt.build(graph.outputs().stream().map(Node::name).toArray(String[]::new));
    }

    private Op smaller(Node node) {
        if (node.op() instanceof Parameter parameter) {
            return new Parameter(smallerShape(node), parameter.role());
        }
        if (node.op() instanceof Conv2d conv) {
            int out = smallerShape(weight(node)).dim(0);
            int groups = isDepthwise(node, conv.groups()) ? out * conv.groups() / conv.out() : conv.groups();
            return new Conv2d(out, conv.kernel(), conv.stride(), conv.padding(), conv.dilation(), groups);
        }
        if (node.op() instanceof ConvTranspose2d conv) {
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
        }
        if (node.op() instanceof Linear) {
            return new Linear(smallerShape(weight(node)).dim(0));
        }
        if (node.op() instanceof Reshape) {
            return new Reshape(smallerShape(node));
        }
        if (node.op() instanceof Slice slice) {
            long before = gone(graph.node(node.inputs().get(0)), slice.axis()).stream()
                    .filter(i -> i < slice.from())
                    .count();
            int count = slice.count() - gone(node, slice.axis()).size();
            return new Slice(slice.axis(), slice.from() - (int) before, count);
        }
        if (node.op() instanceof PadAxis pad) {
            Set<Integer> gone = gone(node, pad.axis());
            int end = node.shape().dim(pad.axis()) - pad.after();
            long before = gone.stream().filter(i -> i < pad.before()).count();
            long after = gone.stream().filter(i -> i >= end).count();
            return new PadAxis(pad.axis(), pad.before() - (int) before, pad.after() - (int) after);
        }
        return node.op();
    }

    private Set<Integer> gone(Node node, int axis) {
        return cuts.getOrDefault(node.name(), Map.of()).getOrDefault(axis, Set.of());
    }

    private boolean isDepthwise(Node node, int groups) {
        return groups > 1 && groups == graph.inputShapes(node).get(0).dim(1);
    }

    private Node weight(Node node) {
        return graph.node(node.inputs().get(1));
    }

    private Shape smallerShape(Node node) {
        Shape shape = node.shape();
        for (var cut : cuts.getOrDefault(node.name(), Map.of()).entrySet()) {
            shape = shape.withDim(
                    cut.getKey(), shape.dim(cut.getKey()) - cut.getValue().size());
        }
        return shape;
    }

    static List<Coupling.Member> tensors(Coupling coupling) {
        return Stream.concat(coupling.members().stream(), coupling.layers().stream())
                .toList();
    }
}
