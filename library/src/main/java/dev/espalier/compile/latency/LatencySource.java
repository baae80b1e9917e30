package dev.espalier.compile.latency;

import dev.espalier.model.Model;
import java.util.Map;

/**
 * Says how long a model takes for one item on one machine:
 *
 * <ul>
 *   <li>{@link MeasuredLatency} compiles it and takes the time;
 *   <li>{@link LatencyTable} adds up what the same layers took in other networks;
 *   <li>{@link CostModel} calculates it from what the layers have to do, and so knows layers that nobody has compiled.
 * </ul>
 */
public sealed interface LatencySource permits CostModel, LatencyTable, MeasuredLatency {

    /**
     * Milliseconds of one run.
     *
     * @throws IllegalArgumentException if this source cannot tell; says why, and what can
     * @throws UnsupportedOperationException if an operator has no code; names the node
     */
    double milliseconds(Model model);

    /**
     * Milliseconds of each layer, in order: of all calls that compute it or prepare what it reads.
     *
     * @throws IllegalArgumentException as {@link #milliseconds}
     */
    Map<String, Double> byLayer(Model model);
}
