package dev.espalier.compile.lower;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tensors that are joined and then rounded to levels become tensors of levels that are joined, which gives the same: so
 * layers before can end with levels, and only bytes are moved.
 */
final class QuantizedConcats {

    private QuantizedConcats() {}

    static Graph of(Graph graph) {
        Set<String> dissolved = new HashSet<>();
        Graph.Builder builder = new Graph.Builder();
        for (Node node : graph.nodes()) {
            Node before =
                    node.inputs().isEmpty() ? null : graph.node(node.inputs().get(0));
            if (isRounded(node, graph)) {
                dissolved.add(node.name());
            } else if (before != null && dissolved.contains(before.name())) {
                List<String> parts = new ArrayList<>();
                for (String input : before.inputs()) {
                    String part = node.name() + "/" + parts.size();
                    while (graph.contains(part)) {
                        part += "'";
                    }
                    builder.add(part, node.op(), List.of(input, node.inputs().get(1)));
                    parts.add(part);
                }
                builder.add(node.name(), before.op(), parts);
            } else {
                builder.add(node.name(), node.op(), node.inputs());
            }
        }
        return dissolved.isEmpty()
                ? graph
                : builder.build(graph.outputs().stream().map(Node::name).toArray(String[]::new));
    }

    /** Whether a node joins tensors for a quantizer alone. */
    private static boolean isRounded(Node node, Graph graph) {
        List<Node> readers = graph.consumers(node.name());
        return node.op() instanceof Concat
                && !graph.outputs().contains(node)
                && node.inputs().stream().noneMatch(input -> graph.node(input).op() instanceof Parameter)
                && readers.size() == 1
                && readers.get(0).op() instanceof FakeQuantize
                && readers.get(0).inputs().get(0).equals(node.name())
                && !readers.get(0).inputs().get(1).equals(node.name());
    }
}
