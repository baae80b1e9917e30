package dev.espalier.model;

import java.util.List;

/** What shape the zeros of a masked tensor have: found by pruning, kept by training, exploited by compilation. */
public sealed interface Structure {

    /** Any single weight may be zero. */
    record Unstructured() implements Structure {
        @Override
        public String toString() {
            return "unstructured";
        }
    }

    /**
     * Every kernel keeps the positions of one pattern of a small set, or is cut whole (PatDNN, arXiv 2001.00138). In
     * layers with 1x1 kernels only the cutting remains.
     *
     * @param patterns the set
     */
    record PatternConnectivity(List<KernelPattern> patterns) implements Structure {
        public PatternConnectivity {
            patterns = List.copyOf(patterns);
        }

        @Override
        public String toString() {
            return "pattern+connectivity (" + patterns.size() + " patterns)";
        }
    }
}
