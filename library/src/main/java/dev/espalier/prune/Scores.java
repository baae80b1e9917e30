package dev.espalier.prune;

import dev.espalier.constraint.Weights;
import dev.espalier.model.WeightScores;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How much each weight of a model matters. The scores of weights that are kept or cut together add up. */
@FunctionalInterface
public interface Scores {

    /** w²: what is kept is then nearest to what there was. */
    Scores SQUARES = (parameter, weights) -> WeightScores.squares(Weights.of(weights.get(parameter)));

    /**
     * One for each weight.
     *
     * @param parameter whose
     * @param weights present numbers of this one, and maybe of others
     */
    WeightScores of(String parameter, Map<String, INDArray> weights);
}
