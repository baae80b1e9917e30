package dev.espalier.gan;

import dev.espalier.distill.LayerPair;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Relu;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The layers of a generator that a student learns from (CAT, the authors' code): the last rectifier of the stem, and the
 * results of three blocks, the last of each third; of three blocks or fewer all. Blocks are found as sums that everything
 * goes through on its way from the input to the output.
 */
public final class TaughtLayers {

    private static final int BLOCKS = 3;

    private TaughtLayers() {}

    /**
     * The layers of a generator, in order; rectifiers that everything goes through where it has no blocks.
     *
     * @throws IllegalArgumentException if it has neither
     */
    public static List<String> of(Graph graph) {
        List<String> sums = unavoidable(graph, Add.class);
        List<String> rectifiers = unavoidable(graph, Relu.class);
        if (sums.isEmpty() && rectifiers.isEmpty()) {
            throw new IllegalArgumentException("a student learns from blocks or rectifiers that all of the image goes"
                    + " through, and there is none; name the layers");
        }
        List<String> order = graph.nodes().stream().map(Node::name).toList();
        List<String> taught = new ArrayList<>();
        if (!sums.isEmpty()) {
            rectifiers.stream()
                    .filter(name -> order.indexOf(name) < order.indexOf(sums.get(0)))
                    .reduce((first, second) -> second)
                    .ifPresent(taught::add);
        }
        taught.addAll(thirds(sums.isEmpty() ? rectifiers : sums));
        return List.copyOf(taught);
    }

    /** The same together with the layers of a student that stand for them. */
    public static List<LayerPair> of(StudentArchitecture student) {
        List<LayerPair> pairs = new ArrayList<>();
        for (String layer : of(student.teacher().graph())) {
            student.layer(layer).ifPresent(own -> pairs.add(new LayerPair(own, layer)));
        }
        return List.copyOf(pairs);
    }

    private static List<String> thirds(List<String> blocks) {
        if (blocks.size() <= BLOCKS) {
            return blocks;
        }
        List<String> last = new ArrayList<>();
        for (int third = 1; third <= BLOCKS; third++) {
            last.add(blocks.get((blocks.size() * third + BLOCKS - 1) / BLOCKS - 1));
        }
        return last;
    }

    private static List<String> unavoidable(Graph graph, Class<? extends Op> kind) {
        return graph.layers().stream()
                .filter(node -> kind.isInstance(node.op()))
                .map(Node::name)
                .filter(name -> !isAvoidable(graph, name))
                .toList();
    }

    /** Whether the output can be reached from an input around a node. */
    private static boolean isAvoidable(Graph graph, String node) {
        Deque<String> open = new ArrayDeque<>();
        graph.outputs().forEach(output -> open.add(output.name()));
        Set<String> seen = new HashSet<>(Set.of(node));
        Set<String> inputs = new HashSet<>();
        graph.inputs().forEach(input -> inputs.add(input.name()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                if (inputs.contains(next)) {
                    return true;
                }
                open.addAll(graph.node(next).inputs());
            }
        }
        return false;
    }
}
