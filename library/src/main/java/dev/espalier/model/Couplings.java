package dev.espalier.model;

import dev.espalier.model.op.MatMul;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All channels of a graph: those that can be dropped, and those that cannot, with the reason. Every position along an
 * input or output axis of a weight, and every position of a bias, scale, shift or running statistic, lies in exactly one
 * channel of one of them.
 *
 * @param prunable what can be dropped, in the graph's order
 * @param excluded what must stay
 */
public record Couplings(List<Coupling> prunable, List<Exclusion> excluded) {

    public Couplings {
        prunable = List.copyOf(prunable);
        excluded = List.copyOf(excluded);
    }

    /**
     * Channels that must stay.
     *
     * @param coupling the channels
     * @param reason why, as the end of a sentence that starts with them
     */
    public record Exclusion(Coupling coupling, String reason) {

        @Override
        public String toString() {
            return coupling + ": " + reason;
        }
    }

    /** The couplings of a graph. */
    public static Couplings of(Graph graph) {
        ChannelSlots slots = new ChannelSlots(graph);
        graph.nodes().forEach(node -> ChannelRules.apply(node, graph, slots));
        for (Node output : graph.outputs()) {
            slots.exclude(output.name(), "they are the network's output '" + output.name() + "'");
        }
        for (Node parameter : graph.parameters()) {
            if (graph.consumers(parameter.name()).isEmpty()) {
                slots.exclude(parameter.name(), "no layer reads '" + parameter.name() + "'");
            }
        }
        return slots.couplings().separable(graph);
    }

    /** Those whose dropped channels nobody would notice stay prunable. */
    private Couplings separable(Graph graph) {
        List<Coupling> separable = new ArrayList<>();
        List<Exclusion> others = new ArrayList<>(excluded);
        for (Coupling coupling : prunable) {
            ZeroChannels dropped = new ZeroChannels(graph, coupling, member -> ZeroChannels.dropped(graph, member));
            dropped.noticed().keySet().stream()
                    .findFirst()
                    .ifPresentOrElse(
                            layer -> others.add(new Exclusion(coupling, notSilent(layer))),
                            () -> separable.add(coupling));
        }
        return new Couplings(separable, others);
    }

    private static String notSilent(Node layer) {
        return "layer '" + layer.name() + "' (" + layer.op().kind() + ") "
                + (layer.op() instanceof MatMul
                        ? "multiplies them with each other, and dropped ones would not be zero there"
                        : "has no finite slope at zero, which dropped ones would be");
    }

    /**
     * The prunable couplings that cut a parameter along an axis; none if that axis is excluded or has no channels.
     *
     * @param parameter by name
     * @param axis counted from 0
     */
    public List<Coupling> cutting(String parameter, int axis) {
        return prunable.stream()
                .filter(coupling -> coupling.members().stream()
                        .anyMatch(member -> member.tensor().equals(parameter) && member.axis() == axis))
                .toList();
    }

    /** One line each. */
    @Override
    public String toString() {
        return Stream.concat(
                        prunable.stream().map(Coupling::toString),
                        excluded.stream().map(exclusion -> "not prunable: " + exclusion))
                .collect(Collectors.joining("\n"));
    }
}
