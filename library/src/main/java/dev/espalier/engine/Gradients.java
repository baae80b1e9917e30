package dev.espalier.engine;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Adjoint;
import dev.espalier.model.op.Constant;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph extended by the gradients of a scalar: reverse-mode differentiation as a graph transform. Every operator brings
 * its own rule ({@link Op#differentiate}); this class walks the nodes from the loss backwards, adds up what the consumers
 * of a node contribute, and skips what nobody asked for.
 *
 * @param graph the nodes of the original graph and those of the backward pass; its outputs are the original ones, the
 *     loss, and the gradients
 * @param gradientOf for each node asked for, the node that holds the gradient with respect to it, of the same shape
 */
public record Gradients(Graph graph, Map<String, String> gradientOf) {

    public Gradients {
        gradientOf = Collections.unmodifiableMap(new LinkedHashMap<>(gradientOf));
    }

    /**
     * Differentiates.
     *
     * @param graph any graph; batch normalisation keeps its statistics fixed unless {@link TrainingForm} came first
     * @param loss the node to differentiate, a scalar
     * @param wrt the nodes to differentiate with respect to: parameters, inputs or anything between
     * @throws IllegalArgumentException if a name does not exist, the loss is no scalar, or does not depend on one of
     *     {@code wrt}
     * @throws UnsupportedOperationException if an operator on the way has no gradient; names the node
     */
    public static Gradients of(Graph graph, String loss, Collection<String> wrt) {
        Node end = graph.node(loss);
        if (!end.shape().equals(Shape.SCALAR)) {
            throw new IllegalArgumentException("the loss '" + loss + "' has shape " + end.shape()
                    + "; gradients start from a scalar, such as the output of CrossEntropy");
        }
        Set<String> dependents = Reach.dependents(graph, wrt);
        Set<String> needed = Reach.ancestors(graph, Set.of(loss));
        for (String name : wrt) {
            if (!needed.contains(name)) {
                throw new IllegalArgumentException("the loss '" + loss + "' does not depend on '" + name
                        + "', so there is no gradient with respect to it");
            }
        }
        Reverse reverse = new Reverse(graph, dependents);
        reverse.start(loss);
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            reverse.visit(nodes.get(i));
        }
        Map<String, String> gradientOf = new LinkedHashMap<>();
        wrt.forEach(name -> gradientOf.put(name, reverse.gradient(name)));

        Set<String> outputs = new LinkedHashSet<>();
        graph.outputs().forEach(output -> outputs.add(output.name()));
        outputs.add(loss);
        outputs.addAll(gradientOf.values());
        return new Gradients(reverse.builder.build(outputs.toArray(String[]::new)), gradientOf);
    }

    /** The walk: what has been built so far, and the gradient each node has collected from its consumers. */
    private static final class Reverse {

        final Graph graph;
        final Graph.Builder builder;
        final Set<String> dependents;
        final Map<String, Value> upstreams = new HashMap<>();

        Reverse(Graph graph, Set<String> dependents) {
            this.graph = graph;
            this.builder = graph.extend();
            this.dependents = dependents;
        }

        void start(String loss) {
            upstreams.put(loss, add(loss, new Constant(1)));
        }

        String gradient(String name) {
            Value gradient = upstreams.get(name);
            if (gradient == null) {
                throw new IllegalArgumentException("the loss does not depend on '" + name
                        + "' in a differentiable way, so there is no gradient with respect to it");
            }
            return gradient.name();
        }

        void visit(Node node) {
            Value upstream = upstreams.get(node.name());
            if (upstream == null || node.inputs().stream().noneMatch(dependents::contains)) {
                return;
            }
            try {
                node.op().differentiate(new Rule(this, node, upstream));
            } catch (UnsupportedOperationException without) {
                throw new UnsupportedOperationException(
                        "node '" + node.name() + "' (" + node.op().kind() + "): " + without.getMessage(), without);
            }
        }

        void contribute(String input, Value gradient) {
            Value sum = upstreams.get(input);
            upstreams.put(input, sum == null ? gradient : add(input, new Add(), sum, gradient));
        }

        /** Names say where a node of the backward pass comes from: {@code conv1/Conv2dWeightGradient}. */
        Value add(String origin, Op op, Value... inputs) {
            String name = origin + "/" + op.kind();
            String free = name;
            for (int i = 2; builder.contains(free); i++) {
                free = name + i;
            }
            return builder.add(free, op, inputs);
        }
    }

    private record Rule(Reverse reverse, Node node, Value upstream) implements Adjoint {

        @Override
        public Value input(int index) {
            return reverse.graph.node(node.inputs().get(index)).value();
        }

        @Override
        public int inputs() {
            return node.inputs().size();
        }

        @Override
        public Value output() {
            return node.value();
        }

        @Override
        public boolean wanted(int index) {
            return reverse.dependents.contains(node.inputs().get(index));
        }

        @Override
        public Value apply(Op op, Value... inputs) {
            return reverse.add(node.name(), op, inputs);
        }

        @Override
        public void contribute(int index, Value gradient) {
            if (!gradient.shape().equals(input(index).shape())) {
                throw new IllegalStateException(
                        "the gradient rule of " + node.op().kind() + " gives input " + index + " of shape "
                                + input(index).shape() + " a gradient of shape " + gradient.shape());
            }
            if (wanted(index)) {
                reverse.contribute(node.inputs().get(index), gradient);
            }
        }
    }
}
