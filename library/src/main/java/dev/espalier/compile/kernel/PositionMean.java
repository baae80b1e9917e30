package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import java.util.List;

/**
 * The mean of a sequence over its positions, each with a weight: sum of weight times features, divided by the sum of the
 * weights.
 *
 * @param least what the sum of the weights counts for at least
 * @param input the sequence
 * @param weights of the positions; null if all are 1
 * @param output [features]
 */
public record PositionMean(double least, Features input, Plain weights, Plain output) implements Task {

    @Override
    public List<Layout> inputs() {
        return weights == null ? List.of(input) : List.of(input, weights);
    }

    @Override
    public String signature() {
        return "mean over positions " + least + " " + input + (weights == null ? "" : " weighted");
    }
}
