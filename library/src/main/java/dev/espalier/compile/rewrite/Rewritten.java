package dev.espalier.compile.rewrite;

import dev.espalier.model.Graph;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A graph after computation laws were applied.
 *
 * @param graph computes the same outputs, of the same names; what nobody reads is gone
 * @param laws how often each was applied, those that were
 * @param joined linear layers that were joined with others of the same input
 */
public record Rewritten(Graph graph, Map<Law, Integer> laws, int joined) {

    public Rewritten {
        Map<Law, Integer> sorted = new EnumMap<>(Law.class);
        sorted.putAll(laws);
        laws = Collections.unmodifiableMap(sorted);
    }
}
