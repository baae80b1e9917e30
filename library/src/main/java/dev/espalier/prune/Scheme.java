package dev.espalier.prune;

import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Structure;
import java.util.List;

/** What shape zeros may have, before a model is looked at. */
public sealed interface Scheme {

    /** Any single weight. */
    record Unstructured() implements Scheme {

        @Override
        public Structure settle(Model model) {
            return new Structure.Unstructured();
        }

        @Override
        public String toString() {
            return UNSTRUCTURED;
        }
    }

    /**
     * Kernel patterns with connectivity, the patterns mined from the model.
     *
     * @param patterns how many, 1 to 56
     */
    record Pattern(int patterns) implements Scheme {

        public Pattern {
            KernelPatterns.checkCount(patterns);
        }

        @Override
        public Structure settle(Model model) {
            return new Structure.PatternConnectivity(
                    KernelPatterns.mine(model, patterns).patterns());
        }

        @Override
        public String toString() {
            return PATTERN;
        }
    }

    /** The name of {@link Unstructured}. */
    String UNSTRUCTURED = "unstructured";

    /** The name of {@link Pattern}. */
    String PATTERN = "pattern";

    /** All names that {@link #parse} knows. */
    List<String> NAMES = List.of(UNSTRUCTURED, PATTERN);

    /** The structure with everything decided that depends on the model. */
    Structure settle(Model model);

    /**
     * The scheme of a name, with its usual settings.
     *
     * @throws IllegalArgumentException if there is none, with the nearest name there is
     */
    static Scheme parse(String name) {
        return switch (name) {
            case UNSTRUCTURED -> new Unstructured();
            case PATTERN -> new Pattern(KernelPatterns.USUAL);
            default -> throw new IllegalArgumentException("no structure '" + name + "'" + Nearest.hint(name, NAMES));
        };
    }
}
