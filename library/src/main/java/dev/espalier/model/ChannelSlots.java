package dev.espalier.model;

import dev.espalier.model.op.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The slots of {@link Coupling}'s definition and the equivalence between them, as a union-find forest. */
final class ChannelSlots {

    private final Graph graph;
    private final Map<Axis, Integer> starts = new LinkedHashMap<>();
    private final Map<Integer, Set<String>> reasons = new LinkedHashMap<>();
    private int[] parents = new int[256];
    private int count;

    /** A tensor's axis. */
    private record Axis(String tensor, int axis) {}

    /** What the channels of one coupling have in common. */
    private record Signature(List<Axis> axes, List<Integer> counts, Set<String> reasons) {}

    ChannelSlots(Graph graph) {
        this.graph = graph;
    }

    /** States that two slots are of the same channel. */
    void couple(String a, int axisA, int positionA, String b, int axisB, int positionB) {
        int rootA = root(slot(a, axisA, positionA));
        int rootB = root(slot(b, axisB, positionB));
        parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    /** States that no channel of a layer's result, or no position of a parameter, may be dropped. */
    void exclude(String tensor, String reason) {
        int rank = graph.node(tensor).shape().rank();
        for (int axis = 0; axis < (isParameter(tensor) ? Math.min(rank, 2) : rank); axis++) {
            exclude(tensor, axis, reason);
        }
    }

    /** States that no position along an axis may be dropped; an open batch has none. */
    void exclude(String tensor, int axis, String reason) {
        for (int i = 0; i < length(new Axis(tensor, axis)); i++) {
            reasons.computeIfAbsent(slot(tensor, axis, i), any -> new LinkedHashSet<>())
                    .add(reason);
        }
    }

    private boolean isParameter(String tensor) {
        return graph.node(tensor).op() instanceof Parameter;
    }

    private int slot(String tensor, int axis, int position) {
        return start(new Axis(tensor, axis)) + position;
    }

    private int start(Axis axis) {
        Integer known = starts.get(axis);
        if (known != null) {
            return known;
        }
        int start = count;
        count += length(axis);
        if (count > parents.length) {
            parents = Arrays.copyOf(parents, 2 * count);
        }
        for (int i = start; i < count; i++) {
            parents[i] = i;
        }
        starts.put(axis, start);
        return start;
    }

    private int length(Axis axis) {
        return graph.node(axis.tensor()).shape().dim(axis.axis());
    }

    private int root(int slot) {
        int root = slot;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    /** The channels, put together into couplings. */
    Couplings couplings() {
        Map<Integer, Set<String>> why = new LinkedHashMap<>();
        reasons.forEach((slot, reason) ->
                why.computeIfAbsent(root(slot), any -> new LinkedHashSet<>()).addAll(reason));
        Map<Signature, List<Map<Axis, int[]>>> groups = new LinkedHashMap<>();
        channels().forEach((root, channel) -> {
            List<Integer> counts =
                    channel.values().stream().map(positions -> positions.length).toList();
            Set<String> reason = why.getOrDefault(root, Set.of());
            groups.computeIfAbsent(
                            new Signature(List.copyOf(channel.keySet()), counts, reason), any -> new ArrayList<>())
                    .add(channel);
        });
        List<Coupling> prunable = new ArrayList<>();
        List<Couplings.Exclusion> excluded = new ArrayList<>();
        groups.forEach((signature, channels) -> {
            Coupling coupling = coupling(signature.axes(), channels);
            if (coupling.members().isEmpty()) {
                return;
            }
            if (signature.reasons().isEmpty()) {
                prunable.add(coupling);
            } else {
                excluded.add(new Couplings.Exclusion(coupling, String.join(" and ", signature.reasons())));
            }
        });
        return new Couplings(prunable, excluded);
    }

    /** Every class of slots, by its root, as positions along each axis in the graph's order. */
    private Map<Integer, Map<Axis, int[]>> channels() {
        Map<Integer, Map<Axis, int[]>> channels = new LinkedHashMap<>();
        for (Axis axis : inGraphOrder()) {
            for (int i = 0; i < length(axis); i++) {
                int position = i;
                channels.computeIfAbsent(root(starts.get(axis) + i), any -> new LinkedHashMap<>())
                        .merge(axis, new int[] {position}, ChannelSlots::append);
            }
        }
        return channels;
    }

    private Collection<Axis> inGraphOrder() {
        List<Axis> axes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            for (int axis = 0; axis < node.shape().rank(); axis++) {
                if (starts.containsKey(new Axis(node.name(), axis))) {
                    axes.add(new Axis(node.name(), axis));
                }
            }
        }
        return axes;
    }

    private static int[] append(int[] positions, int[] more) {
        int[] longer = Arrays.copyOf(positions, positions.length + more.length);
        System.arraycopy(more, 0, longer, positions.length, more.length);
        return longer;
    }

    private Coupling coupling(List<Axis> axes, List<Map<Axis, int[]>> channels) {
        List<Coupling.Member> parameters = new ArrayList<>();
        List<Coupling.Member> layers = new ArrayList<>();
        for (Axis axis : axes) {
            ChannelMap positions = new ChannelMap(
                    channels.stream().map(channel -> channel.get(axis)).toList());
            (isParameter(axis.tensor()) ? parameters : layers)
                    .add(new Coupling.Member(axis.tensor(), axis.axis(), positions));
        }
        return new Coupling(parameters, layers);
    }
}
