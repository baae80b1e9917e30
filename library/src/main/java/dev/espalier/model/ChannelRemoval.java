package dev.espalier.model;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph without the channels someone chose to do without, whatever their weights are. Where {@link Thinning} takes out
 * what a model does not notice, this changes what it computes: biases and shifts of what is gone go with it. Of a coupling
 * of which no channel is left, all layers go, and all that only lead to them or away from them: a sum goes on without a
 * branch, and a residual block without branches is the identity.
 */
public final class ChannelRemoval {

    private final Graph before;
    private final Graph graph;
    private final Map<String, String> layers;
    private final ChannelCuts cuts;

    private ChannelRemoval(Graph before, EmptyLayers.Rest rest, ChannelCuts cuts) {
        this.before = before;
        this.layers = rest.layers();
        this.cuts = cuts;
        this.graph = cuts.rebuild();
    }

    /**
     * Takes channels out.
     *
     * @param kept for some of the couplings of the graph, the channels that stay; of the others all do
     * @throws IllegalArgumentException if something else cannot do without a layer that would have no channels; names both
     */
    public static ChannelRemoval of(Graph graph, Map<Coupling, BitSet> kept) {
        Set<Coupling> emptied = new HashSet<>();
        kept.forEach((coupling, channels) -> {
            if (channels.length() > coupling.channels()) {
                throw new IllegalArgumentException("'" + coupling.name() + "' has channels 0 to "
                        + (coupling.channels() - 1) + ", and is to keep " + channels);
            }
            if (channels.isEmpty()) {
                emptied.add(coupling);
            }
        });
        EmptyLayers.Rest rest = without(graph, emptied);
        ChannelCuts cuts = new ChannelCuts(rest.graph());
        kept.forEach((coupling, channels) -> {
            if (!channels.isEmpty()) {
                cut(cuts, rest.graph(), coupling, channels);
            }
        });
        return new ChannelRemoval(graph, rest, cuts);
    }

    /** Whether a graph has a result when all channels of some couplings are gone. */
    public static boolean canDoWithout(Graph graph, Collection<Coupling> emptied) {
        try {
            without(graph, emptied);
            return true;
        } catch (IllegalArgumentException cannot) {
            return false;
        }
    }

    private static EmptyLayers.Rest without(Graph graph, Collection<Coupling> emptied) {
        Set<String> empty = new HashSet<>();
        emptied.forEach(coupling -> coupling.layers().forEach(member -> empty.add(member.tensor())));
        return EmptyLayers.without(graph, empty);
    }

    private static void cut(ChannelCuts cuts, Graph graph, Coupling coupling, BitSet kept) {
        for (int channel = kept.nextClearBit(0);
                channel < coupling.channels();
                channel = kept.nextClearBit(channel + 1)) {
            for (Coupling.Member member : coupling.members()) {
                if (graph.contains(member.tensor())) {
                    cuts.cut(member, channel);
                }
            }
            for (Coupling.Member layer : coupling.layers()) {
                if (graph.contains(layer.tensor())) {
                    cuts.cut(layer, channel);
                }
            }
        }
    }

    /** What is left; its nodes keep their names. */
    public Graph graph() {
        return graph;
    }

    /**
     * Where the result of a node of the graph before is found now: that of a block that is gone is what the block read.
     * Empty if the result is gone.
     *
     * @throws IllegalArgumentException if there was no such node, with the nearest there was
     */
    public Optional<String> where(String node) {
        return Optional.ofNullable(layers.get(before.node(node).name()));
    }

    /** What is left of numbers for the graph before. */
    public Parameters parameters(Parameters whole) {
        Map<String, INDArray> left = new LinkedHashMap<>();
        graph.parameters().forEach(node -> left.put(node.name(), cuts.kept(node.name(), whole.get(node.name()))));
        return new Parameters(left);
    }
}
