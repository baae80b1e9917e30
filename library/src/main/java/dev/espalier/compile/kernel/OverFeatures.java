package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * What is computed at each position of a sequence from all its features: first a formula for every number, such as the sum
 * with a shortcut, then normalisation or softmax.
 *
 * @param kind what is computed
 * @param epsilon added to the variance of a normalisation, else 0
 * @param formula of inputs 0, 1, ...
 * @param inputs where those are
 * @param scale of a normalisation [features], else empty
 * @param shift of a normalisation [features], else empty
 * @param output where the result goes
 */
public record OverFeatures(
        Kind kind, double epsilon, Expr formula, List<Layout> inputs, float[] scale, float[] shift, Features output)
        implements Task {

    /** What is computed over the features. */
    public enum Kind {
        /** exp(x) divided by its sum. */
        SOFTMAX,
        /** The logarithm of that. */
        LOG_SOFTMAX,
        /** (x - mean) / sqrt(variance + epsilon) times scale plus shift (Ba et al. 2016). */
        NORMALIZE
    }

    public OverFeatures {
        inputs = List.copyOf(inputs);
        int expected = kind == Kind.NORMALIZE ? output.features() : 0;
        if (scale.length != expected || shift.length != expected) {
            throw new IllegalArgumentException(kind + " over " + output.features() + " features has " + expected
                    + " scales and shifts, found " + scale.length + " and " + shift.length);
        }
    }

    @Override
    public String signature() {
        return kind + " over features " + epsilon + " of " + formula + " " + inputs + " " + output;
    }
}
