package dev.espalier.model;

import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * An immutable directed acyclic graph of operators, in an order in which every node comes after its inputs. Every node
 * knows its output shape, or building failed.
 */
public final class Graph {

    private final Map<String, Node> nodes;
    private final List<String> outputs;

    private Graph(Map<String, Node> nodes, List<String> outputs) {
        this.nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        this.outputs = List.copyOf(outputs);
    }

    /** All nodes, inputs first. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /** The nodes whose results are the graph's results. */
    public List<Node> outputs() {
        return outputs.stream().map(this::node).toList();
    }

    /**
     * A node by its name.
     *
     * @throws IllegalArgumentException if there is none, with the nearest name there is
     */
    public Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node '" + name + "'" + Nearest.hint(name, nodes.keySet()));
        }
        return node;
    }

    /** Whether there is a node of this name. */
    public boolean contains(String name) {
        return nodes.containsKey(name);
    }

    /** The nodes the caller must bring values for. */
    public List<Node> inputs() {
        return where(node -> node.op() instanceof Input);
    }

    /** The nodes that stand for parameters. */
    public List<Node> parameters() {
        return where(node -> node.op() instanceof Parameter);
    }

    /** The nodes that compute something: neither inputs nor parameters. */
    public List<Node> layers() {
        return where(node -> !(node.op() instanceof Input) && !(node.op() instanceof Parameter));
    }

    /** The nodes that read a node. */
    public List<Node> consumers(String name) {
        return where(node -> node.inputs().contains(name));
    }

    /** The output shapes of a node's inputs. */
    public List<Shape> inputShapes(Node node) {
        return node.inputs().stream().map(input -> node(input).shape()).toList();
    }

    private List<Node> where(Predicate<Node> test) {
        return nodes.values().stream().filter(test).toList();
    }

    /** A builder that already holds this graph's nodes. */
    public Builder extend() {
        Builder builder = new Builder();
        builder.nodes.putAll(nodes);
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Graph graph && nodes.equals(graph.nodes) && outputs.equals(graph.outputs);
    }

    @Override
    public int hashCode() {
        return 31 * nodes.hashCode() + outputs.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Node node : nodes.values()) {
            text.append(node.name()).append(" = ").append(node.op()).append(node.inputs());
            text.append(" : ").append(node.shape()).append('\n');
        }
        return text.append("outputs ").append(outputs).toString();
    }

    /** Builds a graph node by node, checking each as it comes. */
    public static final class Builder {

        private final Map<String, Node> nodes = new LinkedHashMap<>();

        /**
         * Adds a node.
         *
         * @throws ShapeException if the operator refuses the shapes; names the node
         * @throws IllegalArgumentException if the name is taken or an input does not exist yet
         */
        public Value add(String name, Op op, Value... inputs) {
            List<String> names = new ArrayList<>();
            for (Value input : inputs) {
                names.add(input.name());
            }
            return add(name, op, names);
        }

        /** Adds a node that reads the named ones. */
        public Value add(String name, Op op, List<String> inputs) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("a node needs a name, found '" + name + "'");
            }
            if (nodes.containsKey(name)) {
                throw new IllegalArgumentException(
                        "two nodes are named '" + name + "': " + nodes.get(name).op() + " and " + op);
            }
            List<Shape> shapes = new ArrayList<>();
            for (String input : inputs) {
                Node node = nodes.get(input);
                if (node == null) {
                    throw new IllegalArgumentException("node '" + name + "' reads '" + input
                            + "', which does not come before it" + Nearest.hint(input, nodes.keySet()));
                }
                shapes.add(node.shape());
            }
            try {
                Node node = new Node(name, op, inputs, op.infer(shapes));
                nodes.put(name, node);
                return node.value();
            } catch (ShapeException misfit) {
                throw misfit.at(name, op);
            }
        }

        /**
         * Adds all nodes of another graph as {@code prefix/name}, but for those that are bound: what reads them there reads
         * the value they are bound to here. Binding a parameter makes two networks share it.
         *
         * @param prefix of the new names; empty for none
         * @param graph what to add
         * @param bindings inputs and parameters of that graph, each with a value of this one, of the same shape
         * @return the value here of every node there, by its name there
         * @throws IllegalArgumentException if a name is taken, or a binding names no input or parameter
         * @throws ShapeException if a value does not have the shape of what it is bound to
         */
        public Map<String, Value> include(String prefix, Graph graph, Map<String, Value> bindings) {
            bindings.keySet().forEach(name -> expectBindable(graph, name));
            Map<String, Value> values = new LinkedHashMap<>();
            for (Node node : graph.nodes.values()) {
                Value bound = bindings.get(node.name());
                if (bound == null) {
                    String name = prefix.isEmpty() ? node.name() : prefix + "/" + node.name();
                    Value[] inputs = node.inputs().stream().map(values::get).toArray(Value[]::new);
                    values.put(node.name(), add(name, node.op(), inputs));
                } else if (bound.shape().equals(node.shape())) {
                    values.put(node.name(), bound);
                } else {
                    throw new ShapeException("'" + node.name() + "' of " + (prefix.isEmpty() ? "the graph" : prefix)
                            + " has shape " + node.shape() + ", but is bound to '" + bound.name() + "' of shape "
                            + bound.shape());
                }
            }
            return values;
        }

        private static void expectBindable(Graph graph, String name) {
            Op op = graph.node(name).op();
            if (!(op instanceof Input || op instanceof Parameter)) {
                throw new IllegalArgumentException(
                        "'" + name + "' is computed (" + op.kind() + "); only inputs and parameters can be bound");
            }
        }

        /**
         * The result of a node that is already there.
         *
         * @throws IllegalArgumentException if there is none, with the nearest name there is
         */
        public Value value(String name) {
            Node node = nodes.get(name);
            if (node == null) {
                throw new IllegalArgumentException("no node '" + name + "'" + Nearest.hint(name, nodes.keySet()));
            }
            return node.value();
        }

        /** Whether a name is taken. */
        public boolean contains(String name) {
            return nodes.containsKey(name);
        }

        /** The graph so far, with the given results. */
        public Graph build(String... outputs) {
            for (String output : outputs) {
                if (!nodes.containsKey(output)) {
                    throw new IllegalArgumentException(
                            "output '" + output + "' is no node" + Nearest.hint(output, nodes.keySet()));
                }
            }
            return new Graph(nodes, List.of(outputs));
        }
    }
}
