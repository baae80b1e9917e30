package dev.espalier.papers.lps;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's graph for one task: with a head for its classes, and with the sum of its own weights and those of earlier tasks
 * in place of each shared weight.
 *
 * <pre>
 * W_F                   where no earlier task's weights are used
 * W_F + W_old           where it is fixed which are used
 * W_F + M (.) W_old     where the sharing mask M is learned
 * </pre>
 *
 * @param graph of the network that was given
 * @param division of its parameters
 * @param classes of the task
 */
record TaskGraph(Graph graph, Division division, int classes) {

    /** Where weights of earlier tasks come from. */
    enum Earlier {
        NOWHERE,
        FIXED,
        LEARNED
    }

    /** The parameter W_old of a weight. */
    static String old(String weight) {
        return weight + ".old";
    }

    /** The parameter M of a weight. */
    static String sharing(String weight) {
        return weight + ".sharing";
    }

    private static String used(String weight) {
        return weight + ".used";
    }

    /**
     * The graph.
     *
     * @param earlier what is added to shared weights
     * @param frozen whether biases stay as they are
     */
    Graph build(Earlier earlier, boolean frozen) {
        Graph.Builder builder = new Graph.Builder();
        Map<String, String> renamed = new HashMap<>();
        for (Node node : graph.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> renamed.getOrDefault(input, input))
                    .toList();
            builder.add(node.name(), op(node, frozen), inputs);
            if (earlier != Earlier.NOWHERE && division.shared().contains(node.name())) {
                renamed.put(node.name(), add(builder, node, earlier));
            }
        }
        return builder.build(graph.outputs().stream().map(Node::name).toArray(String[]::new));
    }

    private Op op(Node node, boolean frozen) {
        if (node.name().equals(division.head()) && node.op() instanceof Linear) {
            return new Linear(classes);
        }
        if (node.op() instanceof Parameter parameter) {
            if (isOfHead(node.name()) && graph.node(division.head()).op() instanceof Linear) {
                return new Parameter(node.shape().withDim(0, classes), parameter.role());
            }
            if (frozen && division.early().contains(node.name())) {
                return new Parameter(node.shape(), Role.CONSTANT);
            }
        }
        return node.op();
    }

    /** Whether a parameter belongs to the head. */
    boolean isOfHead(String parameter) {
        return graph.node(division.head()).inputs().contains(parameter);
    }

    private static String add(Graph.Builder builder, Node node, Earlier earlier) {
        String weight = node.name();
        Shape shape = node.shape();
        builder.add(old(weight), new Parameter(shape, Role.CONSTANT));
        String added = old(weight);
        if (earlier == Earlier.LEARNED) {
            builder.add(sharing(weight), new Parameter(shape, Role.SCALE));
            added = weight + ".shared";
            builder.add(added, new Multiply(), List.of(sharing(weight), old(weight)));
        }
        builder.add(used(weight), new Add(), List.of(weight, added));
        return used(weight);
    }
}
