package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import java.util.List;

/**
 * What is computed from all numbers along one axis of a tensor in row order: [outer, extent, inner].
 *
 * @param kind what is computed
 * @param outer positions before the axis
 * @param extent of the axis
 * @param inner positions after it
 * @param epsilon added to the variance of a normalisation, else 0
 * @param input where the numbers are, scale and shift of a normalisation [extent] after them if it has such
 * @param output where the result goes
 */
public record AlongAxis(Kind kind, int outer, int extent, int inner, double epsilon, List<Layout> input, Plain output)
        implements Task {

    /** What is computed along an axis. */
    public enum Kind {
        /** The sum, in place of the axis. */
        SUM,
        /** The mean, in place of the axis. */
        MEAN,
        /** The largest number, in place of the axis. */
        LARGEST,
        /** exp(x) divided by its sum. */
        SOFTMAX,
        /** The logarithm of that. */
        LOG_SOFTMAX,
        /** (x - mean) / sqrt(variance + epsilon), then times scale plus shift. */
        NORMALIZE
    }

    public AlongAxis {
        input = List.copyOf(input);
    }

    /** Whether the axis goes. */
    public boolean reduces() {
        return kind == Kind.SUM || kind == Kind.MEAN || kind == Kind.LARGEST;
    }

    @Override
    public List<Layout> inputs() {
        return input;
    }

    @Override
    public String signature() {
        return kind + " " + outer + "x" + extent + "x" + inner + " " + epsilon + " " + input.size();
    }
}
