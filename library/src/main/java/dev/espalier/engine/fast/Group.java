package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Nodes that are computed together.
 *
 * @param nodes in graph order
 * @param rule how; if oneDNN cannot, the nodes are computed one by one instead
 */
record Group(List<Node> nodes, Rule rule) {

    /** How a group becomes instructions. */
    @FunctionalInterface
    interface Rule {

        /** @throws OneDnn.Unsupported before anything is written, if there is no primitive for these shapes */
        void lower(Lowering to);
    }

    Group {
        nodes = List.copyOf(nodes);
    }

    @Override
    public String toString() {
        return nodes.stream().map(Node::name).collect(Collectors.joining(" + "));
    }
}
