package dev.espalier.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The knapsack over measured curves, between measured points as well as at them.
 *
 * <p>Where dials influence what others cost, the knapsack is solved again and again, each time with the costs that every
 * dial has beside the last solution, until the solution stays or the attempts are used up; the best that met the budget
 * counts.
 */
final class CurveSearch {

    /** From one position to the next, a twentieth is lost. */
    private static final double STEP = 0.95;

    private static final int ATTEMPTS = 40;

    private final Target target;
    private final List<SensitivityCurve> curves;
    private final PredictedCost cost;
    private final List<List<Double>> positions;
    private final double[][] losses;

    private CurveSearch(Target target, List<SensitivityCurve> curves) {
        this.target = target;
        this.curves = curves;
        this.cost = new PredictedCost(target, curves);
        this.positions = IntStream.range(0, curves.size())
                .mapToObj(i -> positions(target.dials().dials().get(i), curves.get(i)))
                .toList();
        this.losses = new double[curves.size()][];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = positions.get(i).stream()
                    .mapToDouble(curves.get(i)::increase)
                    .toArray();
        }
    }

    static Map<String, Double> run(Target target, SensitivityCurves curves) {
        if (!curves.finished()) {
            throw new IllegalArgumentException("the sensitivity of '" + curves.model()
                    + "' was stopped before every point was measured; resume it from its file first");
        }
        List<SensitivityCurve> ofDials = target.dials().dials().stream()
                .map(dial -> curves.of(dial.name()))
                .toList();
        return new CurveSearch(target, ofDials).search();
    }

    /** All measured positions, and others between them, loosest first. */
    private static List<Double> positions(Dial dial, SensitivityCurve curve) {
        List<Double> keeps = new ArrayList<>();
        for (double keep = STEP; keep > curve.tightest(); keep *= STEP) {
            keeps.add(keep);
        }
        List<Double> all = new ArrayList<>(dial.settle(keeps));
        curve.points().forEach(point -> all.add(dial.settle(point.keep())));
        return all.stream()
                .filter(keep -> keep >= curve.tightest())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private Map<String, Double> search() {
        checkReach();
        double[] at = new double[curves.size()];
        Arrays.fill(at, 1);
        double allowed = target.limit();
        double[] best = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<double[]> next = solve(at, allowed);
            if (next.isEmpty()) {
                break;
            }
            boolean settled = Arrays.equals(at, next.get());
            at = next.get();
            // Predictions are good, but the counters have the last word.
            long over = target.left(keeps(at)) - target.limit();
            if (over <= 0 && (best == null || loss(at) < loss(best))) {
                best = at;
            }
            if (over <= 0 && settled) {
                break;
            }
            allowed -= Math.max(0, over) / 2.0;
        }
        return keeps(best == null ? tightest() : best);
    }

    private void checkReach() {
        long least = target.left(keeps(tightest()));
        if (least > target.limit()) {
            throw target.outOfReach(
                    least, "every part as tight as it was measured", "measure higher rates, or allow more");
        }
    }

    private double[] tightest() {
        return positions.stream()
                .mapToDouble(keeps -> keeps.get(keeps.size() - 1))
                .toArray();
    }

    /** The best positions if each dial cost what it costs beside the others where they are. */
    private Optional<double[]> solve(double[] at, double allowed) {
        long[][] weights = new long[at.length][];
        double floor = cost.of(at);
        for (int i = 0; i < at.length; i++) {
            int dial = i;
            double[] shares = positions.get(i).stream()
                    .mapToDouble(keep -> cost.share(dial, keep, at))
                    .toArray();
            double cheapest = Arrays.stream(shares).min().orElseThrow();
            floor += cheapest - cost.share(i, at[i], at);
            weights[i] = Arrays.stream(shares)
                    .mapToLong(share -> (long) Math.ceil(share - cheapest))
                    .toArray();
        }
        return Knapsack.solve(losses, weights, (long) Math.floor(allowed - floor))
                .map(chosen -> {
                    double[] keeps = new double[chosen.length];
                    for (int i = 0; i < keeps.length; i++) {
                        keeps[i] = positions.get(i).get(chosen[i]);
                    }
                    return keeps;
                });
    }

    private double loss(double[] keeps) {
        double loss = 0;
        for (int i = 0; i < keeps.length; i++) {
            loss += curves.get(i).increase(keeps[i]);
        }
        return loss;
    }

    private Map<String, Double> keeps(double[] at) {
        Map<String, Double> keeps = new LinkedHashMap<>();
        for (int i = 0; i < at.length; i++) {
            keeps.put(curves.get(i).dial().name(), at[i]);
        }
        return keeps;
    }
}
