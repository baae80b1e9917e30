package dev.espalier.prune;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.constraint.Weights;
import dev.espalier.model.Model;
import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The tensors with few enough non-zero weights, and those in permitted places. */
public sealed interface SparsitySet extends Constraint
        permits UnstructuredSet, PatternConnectivitySet, BlockSet, NMSet, TaskPartitionSet, TransposedSet {

    /**
     * The set of a structure at a rate.
     *
     * @throws IllegalArgumentException if the structure has one rate, and this is another, or if it is a partition among
     *     tasks, which takes more than a rate
     */
    static SparsitySet of(Structure structure, Rate rate) {
        if (structure instanceof Structure.PatternConnectivity pattern) {
            return new PatternConnectivitySet(pattern, rate);
        }
        if (structure instanceof Structure.Blocked blocked) {
            return new BlockSet(blocked, rate);
        }
        if (structure instanceof Structure.NM nm) {
            SparsitySet set = new NMSet(nm);
            if (!rate.equals(set.rate())) {
                throw new IllegalArgumentException(
                        structure + " is " + set.rate() + " by itself, and cannot be " + rate);
            }
            return set;
        }
        if (structure instanceof Structure.TaskPartition) {
            throw new IllegalArgumentException(
                    structure + " depends on the weights of earlier tasks; give them to a TaskPartitionSet");
        }
        return new UnstructuredSet(rate);
    }

    /** All weights of a tensor over the kept ones. */
    Rate rate();

    /** The same set at another rate. */
    default SparsitySet at(Rate other) {
        return of(structure(), other);
    }

    /** Where zeros are permitted. */
    Structure structure();

    /** Exactly how many weights the mask of a tensor of this shape keeps. */
    long kept(Shape weight);

    /** The smallest rate this structure can have in a tensor of this shape. */
    Rate loosest(Shape weight);

    /**
     * Which weights to keep so that the sum of their scores is the largest the structure permits at this rate. The score
     * w² gives the projection.
     *
     * @param scores one for each weight
     * @param weight shape of a tensor that has no {@link #refusal}
     * @return row-major, {@link #kept} times true
     */
    boolean[] mask(WeightScores scores, Shape weight);

    /** For each weight, row-major, the number of the group it is kept or cut with; -1 if it never is. */
    int[] groups(Shape weight);

    @Override
    default Optional<String> refusal(Shape weight) {
        Rate loosest = loosest(weight);
        return rate().times() < loosest.times()
                ? Optional.of("cannot be pruned at " + rate() + ": " + structure() + " starts at " + loosest + " there")
                : Optional.empty();
    }

    /** The nearest member, with an {@link dev.espalier.model.Encoding.Masked} that keeps exactly {@link #kept}. */
    @Override
    default Member project(INDArray weight) {
        float[] numbers = Weights.of(weight);
        return keep(weight, numbers, WeightScores.squares(numbers));
    }

    /**
     * The weights that score highest, and zero elsewhere.
     *
     * @param weight left as it is
     * @param scores one for each weight
     * @throws IllegalArgumentException if the set has a {@link #refusal} for the shape
     */
    default Member keep(INDArray weight, WeightScores scores) {
        return keep(weight, Weights.of(weight), scores);
    }

    private Member keep(INDArray weight, float[] numbers, WeightScores scores) {
        Shape shape = Model.shapeOf(weight);
        refusal(shape).ifPresent(reason -> {
            throw new IllegalArgumentException("a weight " + shape + " " + reason);
        });
        return Member.masked(numbers, mask(scores, shape), weight.shape(), structure());
    }
}
