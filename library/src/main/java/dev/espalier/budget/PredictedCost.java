package dev.espalier.budget;

import dev.espalier.model.Cost;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model will cost with several dials turned, from models with one and with two of them turned.
 *
 * <p>With x the positions, t the tightest ones, and T(i) and T(i, j) the cost with just those dials at their tightest,
 *
 * <pre>
 * T(x) = T(1) + sum_i (T(x_i) - T(1))
 *             + sum_{i &lt; j} (T(i, j) - T(i) - T(j) + T(1)) (1 - x_i) (1 - x_j) / ((1 - t_i) (1 - t_j)).
 * </pre>
 *
 * <p>The second sum is zero for weights that are pruned layer by layer. It is there for coupled channels, as a layer
 * between two couplings costs the product of what is left of both; with two axes a tensor, the formula is exact for
 * parameters and MACs up to the rounding of channels. Only pairs that meet in a layer are counted.
 */
final class PredictedCost {

    private final List<SensitivityCurve> curves;
    private final Measure measure;
    private final double whole;
    /** [i][j] = [j][i] = (T(i, j) - T(i) - T(j) + T(1)) / ((1 - t_i) (1 - t_j)). */
    private final double[][] pairs;

    PredictedCost(Target target, List<SensitivityCurve> curves) {
        this.curves = curves;
        this.measure = target.budget().measure();
        this.whole = measure.of(target.before());
        this.pairs = new double[curves.size()][curves.size()];
        List<Set<String>> layers =
                curves.stream().map(curve -> touched(target, curve)).toList();
        for (int i = 0; i < curves.size(); i++) {
            for (int j = 0; j < i; j++) {
                Set<String> common = new HashSet<>(layers.get(i));
                common.retainAll(layers.get(j));
                if (!common.isEmpty()) {
                    pairs[i][j] = pair(target, curves.get(i), curves.get(j));
                    pairs[j][i] = pairs[i][j];
                }
            }
        }
    }

    /** The layers whose cost a dial changes. */
    private Set<String> touched(Target target, SensitivityCurve curve) {
        Map<String, Cost> before = Cost.byLayer(target.dials().model());
        Set<String> layers = new HashSet<>();
        Cost.byLayer(target.dials().turned(Map.of(curve.dial().name(), curve.tightest())))
                .forEach((layer, cost) -> {
                    if (measure.of(cost) != measure.of(before.get(layer))) {
                        layers.add(layer);
                    }
                });
        return layers;
    }

    private double pair(Target target, SensitivityCurve first, SensitivityCurve second) {
        Map<String, Double> both = new LinkedHashMap<>();
        both.put(first.dial().name(), first.tightest());
        both.put(second.dial().name(), second.tightest());
        double together =
                target.left(both) - first.cost(first.tightest(), measure) - second.cost(second.tightest(), measure);
        return (together + whole) / ((1 - first.tightest()) * (1 - second.tightest()));
    }

    /** What the whole model will cost. */
    double of(double[] keeps) {
        double cost = whole;
        for (int i = 0; i < keeps.length; i++) {
            cost += curves.get(i).cost(keeps[i], measure) - whole;
            for (int j = 0; j < i; j++) {
                cost += pairs[i][j] * (1 - keeps[i]) * (1 - keeps[j]);
            }
        }
        return cost;
    }

    /** What one dial contributes at a position, the others where they are; differences of it are what counts. */
    double share(int dial, double keep, double[] keeps) {
        double cost = curves.get(dial).cost(keep, measure);
        for (int j = 0; j < keeps.length; j++) {
            cost += j == dial ? 0 : pairs[dial][j] * (1 - keep) * (1 - keeps[j]);
        }
        return cost;
    }
}
