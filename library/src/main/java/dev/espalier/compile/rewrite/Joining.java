package dev.espalier.compile.rewrite;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins linear layers of the same sequence into one whose features are cut apart again, as those of query, key and value
 * are: it reads the sequence once. Only layers whose features are cut into heads at once are joined, as kernels of attention
 * read the parts where they lie; elsewhere they would have to be copied.
 */
final class Joining {

    private final Graph old;
    private final Map<String, List<Node>> joined = new HashMap<>();
    private final Set<String> members = new HashSet<>();
    private final Graph graph;

    Joining(Graph old) {
        this.old = old;
        Set<String> constants = constants();
        Map<String, List<Node>> bySource = new HashMap<>();
        for (Node node : old.nodes()) {
            if (suits(node, constants)) {
                String kind = node.inputs().get(0) + " " + node.inputs().size();
                bySource.computeIfAbsent(kind, key -> new ArrayList<>()).add(node);
            }
        }
        bySource.values().stream().filter(layers -> layers.size() > 1).forEach(layers -> {
            joined.put(layers.get(0).name(), layers);
            layers.forEach(layer -> members.add(layer.name()));
        });
        this.graph = members.isEmpty() ? old : written();
    }

    Graph graph() {
        return graph;
    }

    int joined() {
        return members.size();
    }

    private Set<String> constants() {
        Set<String> constants = new HashSet<>();
        for (Node node : old.nodes()) {
            boolean computed = !node.inputs().isEmpty() && constants.containsAll(node.inputs());
            if (node.op() instanceof Parameter || computed) {
                constants.add(node.name());
            }
        }
        return constants;
    }

    private boolean suits(Node node, Set<String> constants) {
        if (!(node.op() instanceof Linear)
                || node.shape().rank() != 3
                || constants.contains(node.inputs().get(0))
                || !constants.containsAll(node.inputs().subList(1, node.inputs().size()))) {
            return false;
        }
        Node cut = onlyReader(node);
        return cut != null
                && cut.op() instanceof Reshape
                && cut.shape().rank() == 4
                && onlyReader(cut) != null
                && onlyReader(cut).op() instanceof Transpose;
    }

    private Node onlyReader(Node node) {
        List<Node> readers = old.consumers(node.name());
        return readers.size() == 1 && !old.outputs().contains(node) ? readers.get(0) : null;
    }

    /** Weights may come after the first of the layers, so that each layer is written as late as the last of them. */
    private Graph written() {
        Map<String, List<Node>> atLast = new HashMap<>();
        joined.values()
                .forEach(layers -> atLast.put(layers.get(layers.size() - 1).name(), layers));
        Graph.Builder builder = new Graph.Builder();
        Set<String> waiting = new HashSet<>();
        List<Node> late = new ArrayList<>();
        for (Node node : old.nodes()) {
            boolean waits = node.inputs().stream().anyMatch(waiting::contains);
            if (members.contains(node.name()) && !atLast.containsKey(node.name()) || waits) {
                waiting.add(node.name());
                if (waits) {
                    late.add(node);
                }
                continue;
            }
            if (!atLast.containsKey(node.name())) {
                builder.add(node.name(), node.op(), node.inputs());
                continue;
            }
            join(builder, atLast.get(node.name()));
            atLast.get(node.name()).forEach(layer -> waiting.remove(layer.name()));
            late.removeIf(other -> {
                boolean ready = other.inputs().stream().allMatch(builder::contains);
                if (ready) {
                    builder.add(other.name(), other.op(), other.inputs());
                    waiting.remove(other.name());
                }
                return ready;
            });
        }
        return builder.build(old.outputs().stream().map(Node::name).toArray(String[]::new));
    }

    private void join(Graph.Builder builder, List<Node> layers) {
        String name = layers.get(0).name() + "+" + (layers.size() - 1);
        List<String> inputs = new ArrayList<>(List.of(layers.get(0).inputs().get(0)));
        for (int input = 1; input < layers.get(0).inputs().size(); input++) {
            int place = input;
            String all = name + (input == 1 ? ".weights" : ".bias");
            builder.add(
                    all,
                    new Concat(0),
                    layers.stream().map(layer -> layer.inputs().get(place)).toList());
            inputs.add(all);
        }
        int features = layers.stream().mapToInt(layer -> layer.shape().dim(2)).sum();
        builder.add(name, new Linear(features), inputs);
        int from = 0;
        for (Node layer : layers) {
            Op part = new Slice(2, from, layer.shape().dim(2));
            builder.add(layer.name(), part, List.of(name));
            from += layer.shape().dim(2);
        }
    }
}
