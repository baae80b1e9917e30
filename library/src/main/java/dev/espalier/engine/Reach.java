package dev.espalier.engine;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which nodes of a graph can be reached from which. */
public final class Reach {

    private Reach() {}

    /** The given nodes and all they are computed from. */
    public static Set<String> ancestors(Graph graph, Collection<String> ends) {
        Set<String> found = new HashSet<>();
        ends.forEach(end -> found.add(graph.node(end).name()));
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (found.contains(nodes.get(i).name())) {
                found.addAll(nodes.get(i).inputs());
            }
        }
        return found;
    }

    /** The given nodes and all that is computed from them. */
    static Set<String> dependents(Graph graph, Collection<String> roots) {
        Set<String> found = new HashSet<>();
        roots.forEach(root -> found.add(graph.node(root).name()));
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(found::contains)) {
                found.add(node.name());
            }
        }
        return found;
    }
}
