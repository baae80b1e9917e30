package dev.espalier.engine.fast;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What patterns ask about the nodes around a node. */
final class Surroundings {

    private final Graph graph;
    private final Map<String, List<Node>> consumers = new HashMap<>();
    private final Set<String> outputs = new HashSet<>();

    Surroundings(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            node.inputs().stream().distinct().forEach(input -> consumers
                    .computeIfAbsent(input, any -> new ArrayList<>())
                    .add(node));
        }
        graph.outputs().forEach(output -> outputs.add(output.name()));
    }

    Node node(String name) {
        return graph.node(name);
    }

    Node input(Node node, int index) {
        return graph.node(node.inputs().get(index));
    }

    List<Node> consumers(Node node) {
        return consumers.getOrDefault(node.name(), List.of());
    }

    /** The one node that reads a value nobody else sees. */
    Optional<Node> onlyConsumer(Node node) {
        List<Node> readers = consumers(node);
        return readers.size() == 1 && !outputs.contains(node.name()) ? Optional.of(readers.get(0)) : Optional.empty();
    }

    /** Whether nobody beside the given nodes sees a value. */
    boolean isPrivateTo(Node node, List<Node> readers) {
        return !outputs.contains(node.name()) && readers.containsAll(consumers(node));
    }

    /** The nodes of one kind that read a value as their first input. */
    <O extends Op> List<Node> readersOfKind(Node node, Class<O> kind) {
        return consumers(node).stream()
                .filter(reader ->
                        kind.isInstance(reader.op()) && reader.inputs().get(0).equals(node.name()))
                .toList();
    }
}
