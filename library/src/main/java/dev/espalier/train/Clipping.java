package dev.espalier.train;

/** What is done to gradients that are too large, before anything else is done with them. */
public sealed interface Clipping {

    /** Nothing. */
    Clipping NONE = new None();

    /** Gradients stay as they are. */
    record None() implements Clipping {
        @Override
        public String toString() {
            return "none";
        }
    }

    /**
     * All gradients are multiplied by one factor so that their common Euclidean norm is at most the given one (Pascanu,
     * Mikolov and Bengio 2013, algorithm 1), as PyTorch's {@code clip_grad_norm_}.
     *
     * @param max above 0
     */
    record ByNorm(double max) implements Clipping {
        public ByNorm {
            check("norm", max);
        }

        @Override
        public String toString() {
            return "norm:" + max;
        }
    }

    /**
     * Every number of a gradient is moved into [-max, max], as PyTorch's {@code clip_grad_value_}.
     *
     * @param max above 0
     */
    record ByValue(double max) implements Clipping {
        public ByValue {
            check("value", max);
        }

        @Override
        public String toString() {
            return "value:" + max;
        }
    }

    private static void check(String what, double max) {
        if (!(max > 0 && max < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "gradients are clipped at a " + what + " of " + max + "; it must be above 0");
        }
    }

    /** Reads {@code none}, {@code norm:MAX} or {@code value:MAX}; what {@code toString} writes. */
    static Clipping parse(String text) {
        String[] parts = text.split(":");
        try {
            return switch (parts[0] + "/" + (parts.length - 1)) {
                case "none/0" -> NONE;
                case "norm/1" -> new ByNorm(Double.parseDouble(parts[1]));
                case "value/1" -> new ByValue(Double.parseDouble(parts[1]));
                default -> throw unknown(text);
            };
        } catch (NumberFormatException notANumber) {
            throw unknown(text);
        }
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                "no clipping '" + text + "'; there is none, norm:MAX (such as norm:1.0) and value:MAX");
    }
}
