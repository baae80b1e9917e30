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
    /** [curve][point], the cost of the whole model. */
    private final double[][] costs;

    private final double whole;
    /** [i][j] = [j][i] = (T(i, j) - T(i) - T(j) + T(1)) / ((1 - t_i) (1 - t_j)). */
    private final double[][] pairs;

    PredictedCost(Target target, List<SensitivityCurve> curves) {
        this.curves = curves;
        this.costs = curves.stream().map(curve -> costs(target, curve)).toArray(double[][]::new);
        this.whole = target.before();
        this.pairs = new double[curves.size()][curves.size()];
        List<Set<String>> layers =
                curves.stream().map(curve -> touched(target, curve)).toList();
        for (int i = 0; i < curves.size(); i++) {
            for (int j = 0; j < i; j++) {
                Set<String> common = new HashSet<>(layers.get(i));
                common.retainAll(layers.get(j));
                if (!common.isEmpty()) {
                    pairs[i][j] = pair(target, i, j);
                    pairs[j][i] = pairs[i][j];
                }
            }
        }
    }

    /** The costs at a curve's points: those it has, or, as curves know no times, those of models. */
    private static double[] costs(Target target, SensitivityCurve curve) {
        Measure measure = target.budget().measure();
        return curve.points().stream()
                .mapToDouble(point -> measure.isCounted()
                        ? measure.of(point.cost())
                        : target.left(Map.of(curve.dial().name(), point.keep())))
                .toArray();
    }

    /** The layers whose cost a dial changes. */
    private static Set<String> touched(Target target, SensitivityCurve curve) {
        Measure measure = target.budget().measure();
        Map<String, Cost> before = Cost.byLayer(target.dials().model());
        Set<String> layers = new HashSet<>();
        Cost.byLayer(target.dials().turned(Map.of(curve.dial().name(), curve.tightest())))
                .forEach((layer, cost) -> {
                    Cost had = before.get(layer);
                    if (measure.isCounted() ? measure.of(cost) != measure.of(had) : !cost.equals(had)) {
                        layers.add(layer);
                    }
                });
        return layers;
    }

    private double pair(Target target, int i, int j) {
        SensitivityCurve first = curves.get(i);
        SensitivityCurve second = curves.get(j);
        Map<String, Double> both = new LinkedHashMap<>();
        both.put(first.dial().name(), first.tightest());
        both.put(second.dial().name(), second.tightest());
        double together = target.left(both) - cost(i, first.tightest()) - cost(j, second.tightest());
        return (together + whole) / ((1 - first.tightest()) * (1 - second.tightest()));
    }

    private double cost(int dial, double keep) {
        return curves.get(dial).linear(keep, costs[dial]);
    }

    /** What the whole model will cost. */
    double of(double[] keeps) {
        double cost = whole;
        for (int i = 0; i < keeps.length; i++) {
            cost += cost(i, keeps[i]) - whole;
            for (int j = 0; j < i; j++) {
                cost += pairs[i][j] * (1 - keeps[i]) * (1 - keeps[j]);
            }
        }
        return cost;
    }

    /** What one dial contributes at a position, the others where they are; differences of it are what counts. */
    double share(int dial, double keep, double[] keeps) {
        double cost = cost(dial, keep);
        for (int j = 0; j < keeps.length; j++) {
            cost += j == dial ? 0 : pairs[dial][j] * (1 - keep) * (1 - keeps[j]);
        }
        return cost;
    }
}
