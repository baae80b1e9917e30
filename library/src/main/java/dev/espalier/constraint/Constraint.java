package dev.espalier.constraint;

import dev.espalier.model.op.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A set S of weight tensors, known by its projection. Whoever minimises a loss under a constraint needs nothing else:
 * one-shot pruning projects once, gradual pruning projects onto ever smaller sets, ADMM projects the sum of weights and
 * dual in every round.
 *
 * <pre>
 * project(w) = argmin over v in S of ||v - w||
 * </pre>
 *
 * <p>Zero belongs to every set, so zeros of a sparsity set survive a projection onto a level set and the two can be
 * composed.
 */
public interface Constraint {

    /**
     * Why tensors of this shape cannot be constrained, as the end of a sentence that begins with the tensor's name; empty
     * when they can.
     */
    Optional<String> refusal(Shape weight);

    /**
     * The member of the set that is nearest in Euclidean distance; of several equally near ones always the same.
     *
     * @param weight left as it is
     * @throws IllegalArgumentException if the set has a {@link #refusal} for its shape, or if it holds a NaN
     */
    Member project(INDArray weight);
}
