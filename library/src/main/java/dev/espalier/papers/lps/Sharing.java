package dev.espalier.papers.lps;

/** Which weights of earlier tasks a task uses beside its own. */
public sealed interface Sharing {

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
                        + " of the earlier tasks' weights; it must be in (0, 1]; Sharing.None is for none");
            }
        }

        @Override
        public String toString() {
            return "learned:" + part;
        }
    }

    /** All of them. */
    record All() implements Sharing {
        @Override
        public String toString() {
            return "all";
        }
    }

    /** None. */
    record None() implements Sharing {
        @Override
        public String toString() {
            return "none";
        }
    }
}
