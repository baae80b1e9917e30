package dev.espalier.gan;

import dev.espalier.model.ChannelRemoval;
import dev.espalier.model.Coupling;
import dev.espalier.model.Couplings;
import dev.espalier.model.Graph;
import dev.espalier.model.op.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The normalisations of a generator that channels are chosen by (CAT, the authors' code): those of stem and upsampler, and
 * the first of every branch. In any network these are the first normalisation with scales that each set of coupled
 * channels runs through; the last one of the stem so decides about the width of all blocks.
 */
final class ScoredNorms {

    private ScoredNorms() {}

    /**
     * Finds them.
     *
     * @param least channels that a layer keeps which the network cannot do without
     * @throws IllegalArgumentException if there are none
     */
    static List<ScoredNorm> of(Graph graph, int least) {
        Map<Coupling, Coupling.Member> scales = new LinkedHashMap<>();
        Couplings.of(graph).prunable().forEach(coupling -> scale(graph, coupling)
                .ifPresent(scale -> scales.put(coupling, scale)));
        Set<Coupling> branches = branches(graph, scales.keySet());
        List<ScoredNorm> norms = new ArrayList<>();
        scales.forEach((coupling, scale) -> {
            boolean branch = branches.contains(coupling);
            String layer = graph.consumers(scale.tensor()).get(0).name();
            norms.add(new ScoredNorm(
                    layer, scale, coupling, branch, branch ? 0 : Math.min(least, coupling.channels()), 1));
        });
        if (norms.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no normalisation with scales after a layer whose channels can go,"
                            + " so nothing says which channels matter; use a generator with norm batch or instance");
        }
        return List.copyOf(norms);
    }

    /**
     * As many as the network can do without together. Channels that run through few layers are tried first: a network
     * that reads its input again and again may do without what runs through all of it as well, but that is not a branch.
     */
    private static Set<Coupling> branches(Graph graph, Set<Coupling> couplings) {
        Set<Coupling> branches = new HashSet<>();
        couplings.stream()
                .sorted(Comparator.comparingInt(coupling -> coupling.layers().size()))
                .forEach(coupling -> {
                    branches.add(coupling);
                    if (!ChannelRemoval.canDoWithout(graph, branches)) {
                        branches.remove(coupling);
                    }
                });
        return branches;
    }

    private static Optional<Coupling.Member> scale(Graph graph, Coupling coupling) {
        return coupling.members().stream()
                .filter(member -> graph.node(member.tensor()).op() instanceof Parameter parameter
                        && parameter.role() == Parameter.Role.SCALE)
                .findFirst();
    }
}
