package dev.espalier.solve;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One constraint of a {@link Goal}: the parameters it ties together and a projection onto the set of their permitted
 * values. Most parts are one weight in one {@link Constraint}; coupled channels are one part of many weights.
 */
public interface Part {

    /** A weight in a constraint set. */
    static Part of(String layer, String parameter, Constraint constraint) {
        return new Single(layer, parameter, constraint);
    }

    /** What it is called in errors and plots: the layer. */
    String name();

    /** The parameters it constrains. */
    List<String> parameters();

    /**
     * The nearest member of the set.
     *
     * @param weights of all its {@link #parameters()}, and maybe others; left as they are
     * @return one member for each of its parameters
     * @throws IllegalArgumentException if they have no nearest member; names the layer
     */
    Map<String, Member> project(Map<String, INDArray> weights);

    /** The sets through which to approach this one little by little; empty where there is nothing between all and nothing. */
    default Optional<Tightening> tightening() {
        return Optional.empty();
    }

    /** The weights that are kept or dropped together; empty if the constraint is not about dropping weights. */
    default Optional<Groups> groups() {
        return Optional.empty();
    }
}
