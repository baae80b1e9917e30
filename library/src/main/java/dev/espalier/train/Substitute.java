package dev.espalier.train;

import dev.espalier.model.Encoding;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the forward pass uses in place of a weight. The model that a run gives has these values, in this encoding.
 *
 * @param value of the weight's shape
 * @param encoding how its numbers are constrained
 */
public record Substitute(INDArray value, Encoding encoding) {

    public Substitute {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(encoding, "encoding");
    }
}
