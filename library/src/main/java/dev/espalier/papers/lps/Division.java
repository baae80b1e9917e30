package dev.espalier.papers.lps;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What becomes of a network's parameters as tasks come.
 *
 * @param head the last layer with weights
 * @param shared weights that tasks divide among themselves
 * @param own what every task has for itself: its head, and scale, shift and statistics of normalisation
 * @param early what the first task trains and all others take as it is: biases
 */
record Division(String head, List<String> shared, Set<String> own, Set<String> early) {

    Division {
        shared = List.copyOf(shared);
    }

    /**
     * The division of a network.
     *
     * @throws IllegalArgumentException if it has no weights beside its last layer, or they are masked or quantized already
     */
    static Division of(Model model) {
        Node head = head(model);
        List<String> shared = new ArrayList<>();
        Set<String> own = new LinkedHashSet<>();
        Set<String> early = new LinkedHashSet<>();
        for (Node node : model.graph().parameters()) {
            Role role = ((Parameter) node.op()).role();
            if (head.inputs().contains(node.name())) {
                own.add(node.name());
            } else if (role == Role.WEIGHT) {
                shared.add(node.name());
            } else if (role == Role.BIAS) {
                early.add(node.name());
            } else if (role != Role.CONSTANT) {
                own.add(node.name());
            }
        }
        if (shared.isEmpty()) {
            throw new IllegalArgumentException("'" + model.name() + "' has no weights before its last layer '"
                    + head.name() + "', so there is nothing that tasks could share");
        }
        for (String weight : shared) {
            if (!(model.encoding(weight) instanceof Encoding.Dense)) {
                throw new IllegalArgumentException("'" + weight + "' of '" + model.name()
                        + "' is masked or quantized already; tasks divide the weights of a dense network");
            }
        }
        return new Division(head.name(), shared, own, early);
    }

    private static Node head(Model model) {
        Node node = model.output();
        while (node.inputs().stream().noneMatch(input -> isWeight(model.graph().node(input)))) {
            Node before = node.inputs().stream()
                    .map(model.graph()::node)
                    .filter(input -> !(input.op() instanceof Parameter))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("'" + model.name() + "' ends in no layer that has weights"));
            node = before;
        }
        return node;
    }

    private static boolean isWeight(Node node) {
        return node.op() instanceof Parameter parameter && parameter.role() == Role.WEIGHT;
    }
}
