package dev.espalier.engine.fast;

import dev.espalier.model.Graph;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which values lie in which memory, and how long they are needed. */
final class Uses {

    private final Map<Storage, Set<String>> holds = new HashMap<>();
    private final Map<String, Integer> lastReader = new HashMap<>();

    /** Outputs are needed for ever. */
    void plan(Graph graph, List<Group> groups) {
        for (int i = 0; i < groups.size(); i++) {
            int index = i;
            groups.get(i).nodes().forEach(node -> node.inputs().forEach(input -> lastReader.put(input, index)));
        }
        graph.outputs().forEach(output -> lastReader.put(output.name(), Integer.MAX_VALUE));
    }

    void hold(Storage storage, String value) {
        holds.computeIfAbsent(storage, any -> new HashSet<>()).add(value);
    }

    /** Whether nothing in a memory is needed after a group. */
    boolean isFreeAfter(int group, Storage storage) {
        return !storage.isFed()
                && !storage.kept
                && holds.getOrDefault(storage, Set.of()).stream()
                        .allMatch(value -> lastReader.getOrDefault(value, -1) <= group);
    }
}
