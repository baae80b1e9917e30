package dev.espalier.prune;

import dev.espalier.constraint.Member;
import dev.espalier.constraint.Weights;
import dev.espalier.model.Encoding;
import dev.espalier.model.Structure;
import dev.espalier.model.StructureCheck;
import dev.espalier.model.WeightScores;
import dev.espalier.solve.Groups;
import dev.espalier.solve.Part;
import dev.espalier.solve.Tightening;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Channels that are zero in every trained parameter they run through, biases, scales and shifts included, so that the
 * model can be thinned by them. Running statistics are left as they are.
 *
 * @param channels of which some stay
 * @param scores by which to choose them; with {@link Scores#SQUARES} the result is the nearest, but for weights that two
 *     channels of the coupling share, as in recurrent layers, which count for both
 */
record CoupledPart(CoupledChannels channels, Scores scores) implements Part {

    @Override
    public String name() {
        return channels.name();
    }

    @Override
    public List<String> parameters() {
        return channels.parameters();
    }

    @Override
    public Map<String, Member> project(Map<String, INDArray> weights) {
        try {
            Map<String, WeightScores> scored = new HashMap<>();
            parameters().forEach(parameter -> scored.put(parameter, scores.of(parameter, weights)));
            boolean[] stays = channels.best(scored);
            Map<String, Member> members = new LinkedHashMap<>();
            for (String parameter : parameters()) {
                members.put(parameter, member(parameter, weights.get(parameter), stays));
            }
            return members;
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException("layer '" + name() + "': " + unfit.getMessage(), unfit);
        }
    }

    private Member member(String parameter, INDArray weight, boolean[] stays) {
        float[] w = Weights.of(weight);
        boolean[] kept = channels.mask(parameter, w.length, stays);
        Encoding.Masked given = channels.given().get(parameter);
        if (given == null) {
            return Member.masked(w, kept, weight.shape(), new Structure.Coupled());
        }
        Member member = Member.masked(w, kept, weight.shape(), given.structure());
        INDArray mask = member.encoding().masked().orElseThrow().mask();
        Structure left = StructureCheck.left(given.structure(), mask);
        return new Member(member.weights(), new Encoding.Masked(mask, left));
    }

    /** From all channels to those that stay. */
    @Override
    public Optional<Tightening> tightening() {
        return Optional.of(new Tightening(
                0, channels.sparsity(), sparsity -> new CoupledPart(channels.loosened(sparsity), scores)));
    }

    /** A weight that is cut along two axes counts for the first. */
    @Override
    public Optional<Groups> groups() {
        Map<String, int[]> of = new LinkedHashMap<>();
        channels.shares().forEach(share -> of.computeIfAbsent(share.parameter(), any -> share.ofWeights()));
        return Optional.of(new Groups(channels.coupling().channels(), of));
    }
}
