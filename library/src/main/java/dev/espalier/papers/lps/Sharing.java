package dev.espalier.papers.lps;

/** Which weights of earlier tasks a task uses beside its own. */
public sealed interface Sharing {

    /** The text of {@link All}. */
    String ALL = "all";

    /** The text of {@link None}. */
    String NONE = "none";

    /**
     * Those that a mask learned with the weights says (LPS).
     *
     * @param part r, the adaptive ratio: what part of each layer's earlier weights is used, in (0, 1]
     */
    record Learned(double part) implements Sharing {

        /** The authors' r = 0.9. */
        public static final Learned USUAL = new Learned(0.9);

        public Learned {
            if (!(part > 0 && part <= 1)) {
                throw new IllegalArgumentException("a task that uses " + part
                        + " of the earlier tasks' weights; it must be in (0, 1], and for none there is '" + NONE + "'");
            }
        }

        @Override
        public String toString() {
            return Double.toString(part);
        }
    }

    /** All of them. */
    record All() implements Sharing {
        @Override
        public String toString() {
            return ALL;
        }
    }

    /** None. */
    record None() implements Sharing {
        @Override
        public String toString() {
            return NONE;
        }
    }

    /**
     * Reads {@code all}, {@code none}, or the part that is learned, such as {@code 0.9}; what {@code toString} writes.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Sharing parse(String text) {
        return switch (text) {
            case ALL -> new All();
            case NONE -> new None();
            default -> new Learned(part(text));
        };
    }

    private static double part(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is no sharing; write all, none, or the part of earlier weights that is used, such as 0.9",
                    noNumber);
        }
    }
}
