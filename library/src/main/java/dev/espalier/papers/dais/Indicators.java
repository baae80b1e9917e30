package dev.espalier.papers.dais;

import dev.espalier.model.Coupling;
import dev.espalier.model.Coupling.Member;
import dev.espalier.model.Couplings;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.BatchNorm;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a network has indicators: behind each batch normalisation, one for each of its channels. Before it they would do
 * nothing, since normalisation cancels every factor.
 *
 * @param norms channels of each batch normalisation, by name, in the graph's order
 * @param groups channels that can only be dropped together
 */
public record Indicators(Map<String, Integer> norms, List<Group> groups) {

    /**
     * Channels that are kept or dropped one by one, each in several batch normalisations at once where shortcuts add layers.
     *
     * @param coupling the channels
     * @param places in which batch normalisations they lie, and where there; at least one
     */
    public record Group(Coupling coupling, List<Member> places) {

        public Group {
            places = List.copyOf(places);
        }

        /**
         * The indicator of each channel: the mean of those of its places, so that what is not in agreement is undecided.
         *
         * @param indicators by batch normalisation
         */
        double[] mean(Map<String, double[]> indicators) {
            double[] mean = new double[coupling.channels()];
            for (Member place : places) {
                double[] here = indicators.get(place.tensor());
                for (int channel = 0; channel < mean.length; channel++) {
                    mean[channel] += here[position(place, channel)] / places.size();
                }
            }
            return mean;
        }
    }

    public Indicators {
        groups = List.copyOf(groups);
    }

    /**
     * Those of a network.
     *
     * @throws IllegalArgumentException if there are none
     */
    static Indicators of(Graph graph) {
        List<Coupling> couplings = Couplings.of(graph).prunable();
        Map<String, Integer> norms = new LinkedHashMap<>();
        for (Node node : graph.layers()) {
            if (node.op() instanceof BatchNorm) {
                BitSet covered = new BitSet();
                couplings.forEach(coupling -> coupling.layers().stream()
                        .filter(layer -> isChannelOf(layer, node.name()))
                        .forEach(layer -> {
                            for (int channel = 0; channel < coupling.channels(); channel++) {
                                covered.set(position(layer, channel));
                            }
                        }));
                int channels = node.shape().dim(1);
                if (covered.cardinality() == channels) {
                    norms.put(node.name(), channels);
                }
            }
        }
        List<Group> groups = new ArrayList<>();
        for (Coupling coupling : couplings) {
            List<Member> places = coupling.layers().stream()
                    .filter(layer -> norms.containsKey(layer.tensor()) && isChannelOf(layer, layer.tensor()))
                    .toList();
            if (!places.isEmpty()) {
                groups.add(new Group(coupling, places));
            }
        }
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("this network has no channels to search: indicators stand behind batch"
                    + " normalisations whose channels can be dropped; '%couplings' shows which those are");
        }
        return new Indicators(norms, groups);
    }

    private static boolean isChannelOf(Member layer, String norm) {
        return layer.tensor().equals(norm) && layer.axis() == 1;
    }

    /** A batch normalisation has a channel once. */
    static int position(Member place, int channel) {
        return place.positions().of(channel)[0];
    }
}
