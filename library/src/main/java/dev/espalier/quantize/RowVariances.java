package dev.espalier.quantize;

import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.WeightGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much the weights of each row of a layer vary, and which levels the rows get for it (MSQ, arXiv 2012.04240):
 * with a threshold between the variances of rows of the one set and of the other.
 *
 * @param layer its node's name
 * @param variances of the weights of each row as they are, not normalised
 * @param sets the level set of each row
 */
public record RowVariances(String layer, List<Double> variances, List<LevelSet> sets) {

    public RowVariances {
        variances = List.copyOf(variances);
        sets = List.copyOf(sets);
    }

    /**
     * Of every layer that a quantization is for, in the graph's order.
     *
     * @throws IllegalArgumentException as {@link Quantize#apply}
     */
    public static List<RowVariances> of(Model model, Quantize quantize) {
        List<RowVariances> all = new ArrayList<>();
        for (PlannedLayer layer : PlannedLayer.of(model, quantize)) {
            layer.set().ifPresent(set -> all.add(of(model, layer, set)));
        }
        return all;
    }

    private static RowVariances of(Model model, PlannedLayer layer, QuantizedSet set) {
        String parameter = layer.parameter();
        double[] variances = of(
                Numbers.of(model.parameters().get(parameter)),
                KeptWeights.of(model.encoding(parameter).masked()),
                WeightGroups.of(set.granularity(), model.graph().node(parameter).shape()));
        return new RowVariances(
                layer.layer(),
                IntStream.range(0, variances.length)
                        .mapToObj(row -> variances[row])
                        .toList(),
                set.levels().ofRows(variances));
    }

    /** Of the kept weights of each row. */
    static double[] of(float[] weights, KeptWeights kept, WeightGroups groups) {
        double[] variances = new double[groups.count() / groups.perRow()];
        for (int row = 0; row < variances.length; row++) {
            variances[row] = kept.variance(weights, row * groups.rowSize(), (row + 1) * groups.rowSize());
        }
        return variances;
    }

    /** All variances in ascending order. */
    public List<Double> sorted() {
        return variances.stream().sorted().toList();
    }

    /** How many times the variance of a row at the ninth tenth is that of one at the first; infinity if that is 0. */
    public double spread() {
        List<Double> sorted = sorted();
        int tenth = (sorted.size() - 1) / 10;
        return sorted.get(sorted.size() - 1 - tenth) / sorted.get(tenth);
    }
}
