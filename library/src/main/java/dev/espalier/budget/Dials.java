package dev.espalier.budget;

import dev.espalier.model.Model;
import dev.espalier.solve.Aim;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A way to make one model smaller, with a dial on each of its parts. */
public interface Dials {

    /** The model with every dial at 1. */
    Model model();

    /** What can be turned, in the graph's order; at least one. */
    List<Dial> dials();

    /**
     * The model with dials turned, and nothing else done to it.
     *
     * @param keeps a position for some dials, by name; the others are at 1
     * @throws IllegalArgumentException if there is no dial of a name, or it has no such position
     */
    Model turned(Map<String, Double> keeps);

    /**
     * What {@link #turned} does, as something that can be asked of a solver, written down and done again.
     *
     * @param keeps as there, with at least one dial below 1
     */
    Aim aim(Map<String, Double> keeps);

    /** How much the pieces of one part matter that are kept or cut as a whole; empty if nothing is cut. */
    Optional<Pieces> pieces(String dial);

    /** How it is made smaller, in a few words that tell it from any other way. */
    String method();
}
