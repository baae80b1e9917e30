package dev.espalier.budget;

import java.util.Map;
import java.util.function.DoubleFunction;

/** Finds the largest model within a budget when one number turns all dials. */
final class Bisection {

    private static final int ROUNDS = 60;
    private static final double CLOSE_ENOUGH = 0.9995;
    /** A straight line is aimed a little below the limit, so that the next model is likely to meet it. */
    private static final double AIM = 0.9998;

    private static final double MARGIN = 0.02;
    private static final int HALVE_EVERY = 3;

    private Bisection() {}

    /**
     * Goes by straight lines, as costs nearly are, and by halves now and then, in case they are not.
     *
     * @param positions of all dials; what the model costs rises with the number
     * @param tight a number small enough to turn all dials to their tightest
     * @param loose one that is larger than the solution
     * @throws IllegalArgumentException if the tightest does not meet the budget
     */
    static Map<String, Double> run(
            Target target, DoubleFunction<Map<String, Double>> positions, double tight, double loose) {
        Map<String, Double> best = positions.apply(tight);
        long met = target.left(best);
        if (met > target.limit()) {
            throw target.outOfReach(
                    met,
                    "every part at its tightest",
                    "allow more, permit higher rates, or include parts that are left as they are");
        }
        double low = tight;
        double high = loose;
        double missed = target.before();
        for (int round = 1; round <= ROUNDS && met < CLOSE_ENOUGH * target.limit(); round++) {
            double part = round % HALVE_EVERY == 0 ? 0.5 : (AIM * target.limit() - met) / (missed - met);
            double next = low + (high - low) * Math.min(1 - MARGIN, Math.max(MARGIN, part));
            Map<String, Double> tried = positions.apply(next);
            if (tried.equals(best)) {
                low = next;
                continue;
            }
            long left = target.left(tried);
            if (left <= target.limit()) {
                low = next;
                best = tried;
                met = left;
            } else {
                high = next;
                missed = left;
            }
        }
        return best;
    }
}
