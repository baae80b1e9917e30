package dev.espalier.budget;

import java.util.Map;

/** One position for all dials. */
final class UniformSearch {

    private UniformSearch() {}

    static Map<String, Double> run(Target target) {
        double tightest = target.dials().dials().stream()
                .mapToDouble(Dial::tightest)
                .min()
                .orElseThrow();
        return Bisection.run(target, keep -> Positions.uniform(target.dials(), keep), tightest, 1);
    }
}
