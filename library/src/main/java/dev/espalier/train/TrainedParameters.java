package dev.espalier.train;

import dev.espalier.model.Graph;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import dev.espalier.model.op.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which parameters of a graph a step trains. */
final class TrainedParameters {

    private TrainedParameters() {}

    /**
     * The trainable ones a loss depends on, in the order of the graph.
     *
     * @param stored parameters that can be changed
     * @param chosen parameters, or networks, whose parameters are called {@code network/...}; empty for all
     */
    static List<String> of(Graph graph, String loss, Set<String> stored, List<String> chosen) {
        Set<String> needed = ancestors(graph, loss);
        List<String> candidates = graph.parameters().stream()
                .filter(node -> needed.contains(node.name()) && stored.contains(node.name()))
                .filter(node -> ((Parameter) node.op()).role().trainable())
                .map(Node::name)
                .toList();
        for (String name : chosen) {
            if (candidates.stream().noneMatch(parameter -> matches(parameter, name))) {
                throw new IllegalArgumentException("there is nothing to train under '" + name
                        + "': the loss '" + loss + "' depends on no trainable parameter of this name"
                        + Nearest.hint(name, candidates));
            }
        }
        List<String> trained = candidates.stream()
                .filter(parameter -> chosen.isEmpty() || chosen.stream().anyMatch(name -> matches(parameter, name)))
                .toList();
        if (trained.isEmpty()) {
            throw new IllegalArgumentException("the loss '" + loss + "' depends on no trainable parameter");
        }
        return trained;
    }

    private static boolean matches(String parameter, String name) {
        return parameter.equals(name) || parameter.startsWith(name + "/");
    }

    private static Set<String> ancestors(Graph graph, String end) {
        Set<String> found = new HashSet<>(List.of(graph.node(end).name()));
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (found.contains(nodes.get(i).name())) {
                found.addAll(nodes.get(i).inputs());
            }
        }
        return found;
    }
}
