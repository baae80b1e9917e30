package dev.espalier.model.block;

import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Value;

/** The check that blocks for sequences share. */
final class Sequences {

    private Sequences() {}

    /** Fails unless the shape is [N, length, features]. */
    static Shape expect(String layer, Value x) {
        if (x.shape().rank() != 3) {
            throw new ShapeException(
                    "layer '" + layer + "' expects sequences [N, length, features], found " + x.shape());
        }
        return x.shape();
    }
}
