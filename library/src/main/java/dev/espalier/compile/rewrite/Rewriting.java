package dev.espalier.compile.rewrite;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Applies computation laws until none applies any more. Numbers change only by what rounding leaves open: sums and products
 * are associative in real numbers, and nearly so in floating point.
 */
public final class Rewriting {

    /** Every pass applies a law somewhere, and each law makes the graph smaller or moves a function nearer to its source. */
    private static final int MOST_PASSES = 64;

    private Rewriting() {}

    /**
     * Applies all laws, and joins linear layers that attention reads.
     *
     * @param arrays values of the graph's parameters
     */
    public static Rewritten of(Graph graph, Map<String, INDArray> arrays) {
        Rewritten lawful = of(graph, arrays, EnumSet.allOf(Law.class));
        Joining joining = new Joining(lawful.graph());
        return new Rewritten(joining.graph(), lawful.laws(), joining.joined());
    }

    /** Applies some laws. */
    public static Rewritten of(Graph graph, Map<String, INDArray> arrays, Set<Law> laws) {
        Map<Law, Integer> applied = new EnumMap<>(Law.class);
        Graph now = graph;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            int before = count(applied);
            now = pass(now, arrays, laws, applied);
            if (count(applied) == before) {
                break;
            }
        }
        return new Rewritten(now, applied, 0);
    }

    private static int count(Map<Law, Integer> applied) {
        return applied.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Graph pass(Graph graph, Map<String, INDArray> arrays, Set<Law> laws, Map<Law, Integer> applied) {
        Facts facts = new Facts(graph, arrays);
        List<String> outputs = graph.outputs().stream().map(Node::name).toList();
        for (Node node : graph.nodes()) {
            Term term = new Term(node.name(), node.op(), facts.now(node.inputs()));
            Optional<Replacement> found = Optional.empty();
            if (!node.inputs().isEmpty() && !term.inputs().stream().allMatch(facts::isConstant)) {
                for (Law law : laws) {
                    found = law.at(term, facts)
                            // An output keeps its name.
                            .filter(by -> by.same() == null || !outputs.contains(node.name()));
                    if (found.isPresent()) {
                        applied.merge(law, 1, Integer::sum);
                        break;
                    }
                }
            }
            if (found.isEmpty()) {
                facts.put(term);
            } else if (found.get().same() != null) {
                facts.rename(node.name(), found.get().same());
            } else {
                found.get().before().forEach(facts::put);
                facts.put(found.get().node());
            }
        }
        return facts.build(graph.outputs());
    }
}
