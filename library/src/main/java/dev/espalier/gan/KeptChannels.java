package dev.espalier.gan;

import dev.espalier.model.ChannelRemoval;
import dev.espalier.model.Coupling;
import dev.espalier.model.Couplings;
import dev.espalier.model.Graph;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What stays of a teacher.
 *
 * @param byNorm for each scored normalisation, and each layer that follows one, the channels that stay, counted from 0;
 *     none where the layer goes
 */
public record KeptChannels(Map<String, BitSet> byNorm) {

    public KeptChannels {
        byNorm = Collections.unmodifiableMap(new LinkedHashMap<>(byNorm));
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static KeptChannels parse(String text) {
        Map<String, BitSet> byNorm = new LinkedHashMap<>();
        for (String part : text.split(";")) {
            int colon = part.indexOf(':');
            if (!part.matches("[^:]+:([0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)?")) {
                throw new IllegalArgumentException("'" + part + "' says of no layer which channels stay; write"
                        + " LAYER:0-3,5 or, for none, LAYER:");
            }
            byNorm.put(part.substring(0, colon), channels(part.substring(colon + 1)));
        }
        return new KeptChannels(byNorm);
    }

    private static BitSet channels(String ranges) {
        BitSet channels = new BitSet();
        Arrays.stream(ranges.split(",")).filter(range -> !range.isEmpty()).forEach(range -> {
            String[] ends = range.split("-");
            channels.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        });
        return channels;
    }

    /**
     * Takes the other channels out of a graph.
     *
     * @throws IllegalArgumentException if the graph has no such normalisation, or cannot do without a layer
     */
    public ChannelRemoval removal(Graph graph) {
        Map<String, Coupling> ofLayer = new HashMap<>();
        for (Coupling coupling : Couplings.of(graph).prunable()) {
            coupling.layers().forEach(layer -> ofLayer.putIfAbsent(layer.tensor(), coupling));
        }
        Map<Coupling, BitSet> kept = new HashMap<>();
        byNorm.forEach((layer, channels) -> kept.put(expect(graph, layer, ofLayer.get(layer)), channels));
        return ChannelRemoval.of(graph, kept);
    }

    /** The channels a layer makes. */
    static Coupling coupling(Graph graph, String layer) {
        Coupling found = Couplings.of(graph).prunable().stream()
                .filter(coupling -> coupling.layers().stream()
                        .anyMatch(member -> member.tensor().equals(layer)))
                .findFirst()
                .orElse(null);
        return expect(graph, layer, found);
    }

    private static Coupling expect(Graph graph, String layer, Coupling coupling) {
        graph.node(layer);
        if (coupling == null) {
            throw new IllegalArgumentException("no channels of '" + layer + "' can go");
        }
        return coupling;
    }

    /** Layers separated by semicolons, each with ranges of channels. */
    @Override
    public String toString() {
        return byNorm.entrySet().stream()
                .map(norm -> norm.getKey() + ":" + ranges(norm.getValue()))
                .collect(Collectors.joining(";"));
    }

    private static String ranges(BitSet channels) {
        StringBuilder text = new StringBuilder();
        for (int from = channels.nextSetBit(0); from >= 0; ) {
            int to = channels.nextClearBit(from) - 1;
            text.append(text.isEmpty() ? "" : ",").append(from).append(from == to ? "" : "-" + to);
            from = channels.nextSetBit(to + 1);
        }
        return text.toString();
    }
}
