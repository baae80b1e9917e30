package dev.espalier.prune;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The tensors with few enough non-zero weights, and those in permitted places. */
public sealed interface SparsitySet extends Constraint permits UnstructuredSet, PatternConnectivitySet {

    /** The set of a structure at a rate. */
    static SparsitySet of(Structure structure, Rate rate) {
        if (structure instanceof Structure.PatternConnectivity pattern) {
            return new PatternConnectivitySet(pattern.patterns(), rate);
        }
        return new UnstructuredSet(rate);
    }

    /** All weights of a tensor over the kept ones. */
    Rate rate();

    /** Where zeros are permitted. */
    Structure structure();

    /** Exactly how many weights the mask of a tensor of this shape keeps. */
    long kept(Shape weight);

    /** The smallest rate this structure can have in a tensor of this shape. */
    Rate loosest(Shape weight);

    @Override
    default Optional<String> refusal(Shape weight) {
        Rate loosest = loosest(weight);
        return rate().times() < loosest.times()
                ? Optional.of("cannot be pruned at " + rate() + ": " + structure() + " starts at " + loosest + " there")
                : Optional.empty();
    }

    /** The nearest member, with an {@link dev.espalier.model.Encoding.Masked} that keeps exactly {@link #kept}. */
    @Override
    Member project(INDArray weight);
}
