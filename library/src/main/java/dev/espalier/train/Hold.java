package dev.espalier.train;

import dev.espalier.model.Encoding;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What holds weights besides the loss, by parameter name. Nobody writes to the arrays once they are in here.
 *
 * @param encodings how the weights are constrained; masks are applied to weights, gradients and averages in every step
 * @param pulls forces towards other values
 * @param substitutes what the forward pass uses in place of a weight, while the gradient moves the weight itself
 *     (straight-through)
 * @param memory what the policy remembers, under names of its own
 */
public record Hold(
        Map<String, Encoding> encodings,
        Map<String, Pull> pulls,
        Map<String, Substitute> substitutes,
        Map<String, INDArray> memory) {

    public Hold {
        encodings = ordered(encodings);
        pulls = ordered(pulls);
        substitutes = ordered(substitutes);
        memory = ordered(memory);
    }

    private static <T> Map<String, T> ordered(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** Encodings, and nothing else. */
    public static Hold of(Map<String, Encoding> encodings) {
        return new Hold(encodings, Map.of(), Map.of(), Map.of());
    }

    /** This with other encodings. */
    public Hold withEncodings(Map<String, Encoding> other) {
        return new Hold(other, pulls, substitutes, memory);
    }

    /** This with other pulls. */
    public Hold withPulls(Map<String, Pull> other) {
        return new Hold(encodings, other, substitutes, memory);
    }

    /** This with other substitutes. */
    public Hold withSubstitutes(Map<String, Substitute> other) {
        return new Hold(encodings, pulls, other, memory);
    }

    /** This with another memory. */
    public Hold withMemory(Map<String, INDArray> other) {
        return new Hold(encodings, pulls, substitutes, other);
    }
}
