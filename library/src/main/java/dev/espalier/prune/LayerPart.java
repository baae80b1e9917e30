package dev.espalier.prune;

import dev.espalier.constraint.Member;
import dev.espalier.solve.Groups;
import dev.espalier.solve.Part;
import dev.espalier.solve.Tightening;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer's weight that is to be a member of a sparsity set.
 *
 * @param scores by which to choose the member; with {@link Scores#SQUARES} it is the nearest
 */
record LayerPart(PrunedLayer layer, SparsitySet set, Scores scores) implements Part {

    @Override
    public String name() {
        return layer.layer();
    }

    @Override
    public List<String> parameters() {
        return List.of(layer.parameter());
    }

    @Override
    public Map<String, Member> project(Map<String, INDArray> weights) {
        try {
            INDArray weight = weights.get(layer.parameter());
            Member member = scores == Scores.SQUARES
                    ? set.project(weight)
                    : set.keep(weight, scores.of(layer.parameter(), weights));
            return Map.of(layer.parameter(), member);
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException("layer '" + layer.layer() + "': " + unfit.getMessage(), unfit);
        }
    }

    @Override
    public Optional<Groups> groups() {
        int[] of = set.groups(layer.shape());
        return Optional.of(new Groups(Arrays.stream(of).max().orElse(-1) + 1, Map.of(layer.parameter(), of)));
    }

    @Override
    public Optional<Tightening> tightening() {
        return Optional.of(new Tightening(
                set.loosest(layer.shape()).sparsity(),
                set.rate().sparsity(),
                sparsity -> new LayerPart(layer, set.at(Rate.sparsity(sparsity)), scores)));
    }
}
