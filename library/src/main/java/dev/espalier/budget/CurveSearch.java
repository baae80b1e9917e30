package dev.espalier.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The knapsack over measured curves, between measured points as well as at them. */
final class CurveSearch {

    /** From one position to the next, a twentieth is lost. */
    private static final double STEP = 0.95;

    private static final int ATTEMPTS = 20;

    private final Target target;
    private final List<SensitivityCurve> curves;
    private final List<List<Double>> positions;
    private final double[][] losses;
    private final long[][] weights;
    /** What is predicted to be left with every dial at its cheapest. */
    private final long floor;

    private CurveSearch(Target target, List<SensitivityCurve> curves) {
        this.target = target;
        this.curves = curves;
        this.positions = curves.stream().map(CurveSearch::positions).toList();
        this.losses = new double[curves.size()][];
        this.weights = new long[curves.size()][];
        long saved = 0;
        for (int i = 0; i < curves.size(); i++) {
            SensitivityCurve curve = curves.get(i);
            Measure measure = target.budget().measure();
            losses[i] = positions.get(i).stream().mapToDouble(curve::increase).toArray();
            weights[i] = positions.get(i).stream()
                    .mapToLong(keep -> (long) Math.ceil(curve.cost(keep, measure)))
                    .toArray();
            long cheapest = Arrays.stream(weights[i]).min().orElseThrow();
            saved += weights[i][0] - cheapest;
            weights[i] = Arrays.stream(weights[i]).map(cost -> cost - cheapest).toArray();
        }
        floor = target.budget().measure().of(target.before()) - saved;
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
    private static List<Double> positions(SensitivityCurve curve) {
        List<Double> keeps = new ArrayList<>();
        for (double keep = STEP; keep > curve.tightest(); keep *= STEP) {
            keeps.add(keep);
        }
        List<Double> all = new ArrayList<>(curve.dial().settle(keeps));
        curve.points().forEach(point -> all.add(point.keep()));
        return all.stream().distinct().sorted(Comparator.reverseOrder()).toList();
    }

    /** Single savings add up only almost, so the counters have the last word on every choice. */
    private Map<String, Double> search() {
        long allowed = target.limit();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<int[]> chosen = Knapsack.solve(losses, weights, allowed - floor);
            if (chosen.isEmpty()) {
                break;
            }
            Map<String, Double> keeps = keeps(chosen.get());
            long left = target.left(keeps);
            if (left <= target.limit()) {
                return keeps;
            }
            allowed -= left - target.limit();
        }
        Map<String, Double> tightest = new LinkedHashMap<>();
        curves.forEach(curve -> tightest.put(curve.dial().name(), curve.tightest()));
        throw target.outOfReach(
                target.left(tightest), "every part as tight as it was measured", "measure higher rates, or allow more");
    }

    private Map<String, Double> keeps(int[] chosen) {
        Map<String, Double> keeps = new LinkedHashMap<>();
        for (int i = 0; i < chosen.length; i++) {
            keeps.put(curves.get(i).dial().name(), positions.get(i).get(chosen[i]));
        }
        return keeps;
    }
}
