package dev.espalier.budget;

import dev.espalier.model.Model;
import java.util.List;
import java.util.Map;

/** A way to make one model smaller, with a dial on each of its parts. */
public interface Dials {

    /** The model with every dial at 1. */
    Model model();

    /** What can be turned, in the graph's order; at least one. */
    List<Dial> dials();

    /**
     * The model with dials turned.
     *
     * @param keeps a position for some dials, by name; the others are at 1
     * @throws IllegalArgumentException if there is no dial of a name, or it has no such position
     */
    Model turned(Map<String, Double> keeps);

    /** How it is made smaller, in a few words that tell it from any other way. */
    String method();
}
