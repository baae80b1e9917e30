package dev.espalier.budget;

import java.util.Map;

/** Bisection on one position for all dials. */
final class UniformSearch {

    private static final int HALVINGS = 30;
    private static final double CLOSE_ENOUGH = 0.9995;

    private UniformSearch() {}

    static Map<String, Double> run(Target target) {
        double tight = target.dials().dials().stream()
                .mapToDouble(Dial::tightest)
                .min()
                .orElseThrow();
        Map<String, Double> best = Positions.uniform(target.dials(), tight);
        long left = target.left(best);
        if (left > target.limit()) {
            throw target.outOfReach(
                    left, "every part at its tightest", "allow more, or include parts that are left as they are");
        }
        double loose = 1;
        for (int i = 0; i < HALVINGS && left < CLOSE_ENOUGH * target.limit(); i++) {
            double middle = (tight + loose) / 2;
            Map<String, Double> tried = Positions.uniform(target.dials(), middle);
            if (tried.equals(best)) {
                tight = middle;
                continue;
            }
            long now = target.left(tried);
            if (now <= target.limit()) {
                tight = middle;
                best = tried;
                left = now;
            } else {
                loose = middle;
            }
        }
        return best;
    }
}
