package dev.espalier.gan;

import dev.espalier.model.ChannelRemoval;
import dev.espalier.model.Coupling;
import dev.espalier.model.Couplings;
import dev.espalier.model.Graph;
import dev.espalier.model.op.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        List<ScoredNorm> norms = new ArrayList<>();
        List<Coupling> branches = new ArrayList<>();
        for (Coupling coupling : Couplings.of(graph).prunable()) {
            Optional<Coupling.Member> scale = scale(graph, coupling);
            if (scale.isPresent()) {
                branches.add(coupling);
                boolean branch = ChannelRemoval.canDoWithout(graph, branches);
                if (!branch) {
                    branches.remove(coupling);
                }
                int kept = branch ? 0 : Math.min(least, coupling.channels());
                String layer = graph.consumers(scale.get().tensor()).get(0).name();
                norms.add(new ScoredNorm(layer, scale.get(), coupling, branch, kept, 1));
            }
        }
        if (norms.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no normalisation with scales after a layer whose channels can go,"
                            + " so nothing says which channels matter; use a generator with norm batch or instance");
        }
        return List.copyOf(norms);
    }

    private static Optional<Coupling.Member> scale(Graph graph, Coupling coupling) {
        return coupling.members().stream()
                .filter(member -> graph.node(member.tensor()).op() instanceof Parameter parameter
                        && parameter.role() == Parameter.Role.SCALE)
                .findFirst();
    }
}
