package dev.espalier.engine.fast;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** Finds nodes that one primitive can compute together, and puts the groups in an order to compute them in. */
final class Fusion {

    private Fusion() {}

    /** Every node that computes something, in exactly one group; each group after those it reads from. */
    static List<Group> groups(Graph graph) {
        Surroundings around = new Surroundings(graph);
        Map<String, Group> groupOf = new LinkedHashMap<>();
        for (Patterns.Pattern pattern : Patterns.ALL) {
            for (Node node : graph.layers()) {
                Optional<Group> match =
                        groupOf.containsKey(node.name()) ? Optional.empty() : pattern.match(node, around);
                match.filter(group -> group.nodes().stream().noneMatch(member -> groupOf.containsKey(member.name())))
                        .ifPresent(group -> group.nodes().forEach(member -> groupOf.put(member.name(), group)));
            }
        }
        for (Node node : graph.layers()) {
            groupOf.computeIfAbsent(node.name(), any -> new Group(List.of(node), Rules.of(node)));
        }
        return inOrder(graph, groupOf);
    }

    /** As early as possible in the order of the groups' last nodes. */
    private static List<Group> inOrder(Graph graph, Map<String, Group> groupOf) {
        Map<String, Integer> position = new HashMap<>();
        graph.nodes().forEach(node -> position.put(node.name(), position.size()));
        Set<Group> groups = new LinkedHashSet<>(groupOf.values());
        Map<Group, Set<Group>> waitsFor = new HashMap<>();
        Map<Group, Set<Group>> wanted = new HashMap<>();
        PriorityQueue<Group> ready = new PriorityQueue<>(Comparator.comparingInt(group ->
                position.get(group.nodes().get(group.nodes().size() - 1).name())));
        for (Group group : groups) {
            Set<Group> sources = new HashSet<>();
            for (Node node : group.nodes()) {
                node.inputs().stream().map(groupOf::get).forEach(sources::add);
            }
            sources.remove(null);
            sources.remove(group);
            sources.forEach(source ->
                    wanted.computeIfAbsent(source, any -> new LinkedHashSet<>()).add(group));
            waitsFor.put(group, sources);
            if (sources.isEmpty()) {
                ready.add(group);
            }
        }
        List<Group> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Group group = ready.poll();
            order.add(group);
            for (Group next : wanted.getOrDefault(group, Set.of())) {
                Set<Group> sources = waitsFor.get(next);
                sources.remove(group);
                if (sources.isEmpty()) {
                    ready.add(next);
                }
            }
        }
        if (order.size() < groups.size()) {
            throw new IllegalStateException("fused groups wait for each other: " + waitsFor);
        }
        return order;
    }
}
