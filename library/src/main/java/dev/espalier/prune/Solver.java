package dev.espalier.prune;

/** When pruning happens: all at once before training, or little by little during it. */
public sealed interface Solver {

    /** Projects once, by magnitude; training then recovers under fixed masks. */
    record OneShot() implements Solver {
        @Override
        public String toString() {
            return "one-shot";
        }
    }

    /**
     * Prunes in rounds during training, with a sparsity that rises as a cubic (Zhu and Gupta, arXiv 1710.01878,
     * equation 1): fast while there is much to spare, slowly towards the end.
     *
     * <pre>
     * s(t) = s_final + (s_initial - s_final) (1 - t / T)^3
     * </pre>
     *
     * <p>Kernel patterns are mined and in force from the start; from there on it is the connectivity that tightens. So
     * the initial sparsity is 5/9 in 3x3 layers, and 0 everywhere else.
     *
     * @param rounds how often masks are renewed after the start, at least 1
     * @param until the part of the training by which the full rate is reached, above 0 to 1; the rest is recovery
     */
    record Gradual(int rounds, double until) implements Solver {

        /** Twenty rounds over the first half of the training. */
        public static final Gradual USUAL = new Gradual(20, 0.5);

        public Gradual {
            if (rounds < 1) {
                throw new IllegalArgumentException("gradual pruning in " + rounds + " rounds; at least 1");
            }
            if (!(until > 0 && until <= 1)) {
                throw new IllegalArgumentException("gradual pruning until " + until
                        + " of the training; it must be above 0 and at most 1, 0.5 is half of it");
            }
        }

        /** The step at which the full rate is reached. */
        long lastStep(long steps) {
            return Math.round(until * steps);
        }

        /** Whether masks are renewed after this many steps. */
        boolean isRound(long step, long steps) {
            long last = lastStep(steps);
            if (step > last) {
                return false;
            }
            // Round k comes at step floor(k last / rounds).
            long round = (step * rounds + last - 1) / Math.max(1, last);
            return step == last || round * last / rounds == step;
        }

        /** The rate after this many steps on the way from one to another. */
        Rate rate(Rate from, Rate to, long step, long steps) {
            long last = lastStep(steps);
            if (step >= last) {
                return to;
            }
            double left = 1 - (double) step / last;
            return Rate.sparsity(to.sparsity() + (from.sparsity() - to.sparsity()) * left * left * left);
        }

        @Override
        public String toString() {
            return "gradual";
        }
    }
}
