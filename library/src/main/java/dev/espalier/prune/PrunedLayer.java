package dev.espalier.prune;

import dev.espalier.model.op.Shape;
import java.util.Optional;

/**
 * What pruning does to one layer.
 *
 * @param layer its node's name
 * @param parameter the name of its weight
 * @param shape of the weight
 * @param kept how many weights stay; all of them if excluded
 * @param excluded why the layer is left as it was; empty if it is pruned
 */
public record PrunedLayer(String layer, String parameter, Shape shape, long kept, Optional<String> excluded) {

    /** The same layer with another number of kept weights. */
    PrunedLayer withKept(long count) {
        return new PrunedLayer(layer, parameter, shape, count, excluded);
    }

    /** How many weights there were. */
    public long total() {
        return shape.size();
    }

    /** Whether it is pruned. */
    public boolean pruned() {
        return excluded.isEmpty();
    }

    /** Total / kept weights. */
    public Rate achieved() {
        return Rate.of(total(), kept);
    }
}
