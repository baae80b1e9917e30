package dev.espalier.model;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph without the layers that have no channels left, and without everything that only reads or feeds those. What an
 * empty layer leads to is left out, and not replaced by the constant its biases and shifts would make: a sum goes on
 * without it, and a product with 1 + nothing is the other factor.
 */
final class EmptyLayers {

    /** Layers that have nothing to give if they get nothing. */
    private static final Set<Class<? extends Op>> PASSING_ON = Set.of(
            AveragePool2d.class,
            BatchNorm.class,
            Conv2d.class,
            ConvTranspose2d.class,
            Dropout.class,
            GlobalAveragePool.class,
            InstanceNorm.class,
            Linear.class,
            MaxPool2d.class,
            Pad2d.class,
            Reshape.class,
            Resize2d.class,
            Slice.class,
            Transpose.class);

    private final Graph graph;
    private final Map<String, Fate> fates = new HashMap<>();

    /** What becomes of the result of a node. */
    private sealed interface Fate {
        /** Nothing is left. */
        record Gone() implements Fate {}

        /** A factor that changes nothing. */
        record One() implements Fate {}

        /** It is that of this node. */
        record Same(String node) implements Fate {}
    }

    private EmptyLayers(Graph graph) {
        this.graph = graph;
    }

    /**
     * What is left of a graph.
     *
     * @param graph without the layers
     * @param layers of the old graph that are left under some name, with that name
     */
    record Rest(Graph graph, Map<String, String> layers) {}

    /**
     * Takes layers out.
     *
     * @param empty names of layers
     * @throws IllegalArgumentException if something that stays cannot do without, naming it
     */
    static Rest without(Graph graph, Set<String> empty) {
        EmptyLayers layers = new EmptyLayers(graph);
        for (Node node : graph.nodes()) {
            layers.fates.put(node.name(), empty.contains(node.name()) ? new Fate.Gone() : layers.fate(node));
        }
        return layers.rest();
    }

    private Fate fate(Node node) {
        List<Fate> inputs = node.inputs().stream().map(fates::get).toList();
        if (inputs.stream().allMatch(Fate.Same.class::isInstance)) {
            return new Fate.Same(node.name());
        }
        return left(node, inputs)
                .orElseThrow(() -> new IllegalArgumentException("layer '" + node.name() + "' ("
                        + node.op().kind() + ") cannot do without '" + missing(node)
                        + "', of which no channel would be left"));
    }

    private Optional<Fate> left(Node node, List<Fate> inputs) {
        boolean gone = inputs.get(0) instanceof Fate.Gone;
        Op op = node.op();
        if (op instanceof Add) {
            return gone && inputs.get(1) instanceof Fate.Gone
                    ? Optional.of(new Fate.Gone())
                    : other(node, inputs, Fate.Gone.class);
        } else if (op instanceof Multiply) {
            return inputs.stream().anyMatch(Fate.Gone.class::isInstance)
                    ? Optional.of(new Fate.Gone())
                    : other(node, inputs, Fate.One.class);
        } else if (op instanceof Affine affine && gone && affine.shift() == 1) {
            return Optional.of(new Fate.One());
        } else if (op instanceof Pointwise pointwise && gone && pointwise.value(0) == 0) {
            return Optional.of(new Fate.Gone());
        }
        return gone && PASSING_ON.contains(op.getClass()) ? Optional.of(new Fate.Gone()) : Optional.empty();
    }

    /** The operand beside one of no effect, if the result has its shape. */
    private Optional<Fate> other(Node node, List<Fate> inputs, Class<? extends Fate> idle) {
        for (int i = 0; i < 2; i++) {
            Shape shape = graph.node(node.inputs().get(i)).shape();
            if (idle.isInstance(inputs.get(1 - i)) && !idle.isInstance(inputs.get(i)) && shape.equals(node.shape())) {
                return Optional.of(inputs.get(i));
            }
        }
        return Optional.empty();
    }

    private String missing(Node node) {
        return node.inputs().stream()
                .filter(input -> !(fates.get(input) instanceof Fate.Same))
                .findFirst()
                .orElseThrow();
    }

    private Rest rest() {
        List<String> outputs =
                graph.outputs().stream().map(node -> left(node.name())).toList();
        Set<String> needed = needed(outputs);
        Graph.Builder rest = new Graph.Builder();
        for (Node node : graph.nodes()) {
            if (needed.contains(node.name())) {
                rest.add(
                        node.name(),
                        node.op(),
                        node.inputs().stream().map(this::left).toList());
            }
        }
        Map<String, String> layers = new HashMap<>();
        fates.forEach((name, fate) -> {
            if (fate instanceof Fate.Same same && needed.contains(same.node())) {
                layers.put(name, same.node());
            }
        });
        return new Rest(rest.build(outputs.toArray(String[]::new)), layers);
    }

    private String left(String node) {
        if (fates.get(node) instanceof Fate.Same same) {
            return same.node();
        }
        throw new IllegalArgumentException("nothing would be left of the output '" + node + "'");
    }

    /** Inputs stay, whether anything reads them or not: the network is called with them. */
    private Set<String> needed(List<String> outputs) {
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(outputs);
        graph.inputs().forEach(input -> open.add(input.name()));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (needed.add(name)) {
                graph.node(name).inputs().forEach(input -> open.add(left(input)));
            }
        }
        return needed;
    }
}
