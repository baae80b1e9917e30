package dev.espalier.train;

import dev.espalier.model.Encoding;
import dev.espalier.model.Parameters;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Which weights are masked at each point of a run. It must depend on its arguments alone: a run that stopped and goes on
 * asks again with the same arguments and must get the same masks.
 */
@FunctionalInterface
public interface MaskPolicy {

    /** Leaves the masks of the model as they are. */
    MaskPolicy KEEP = (step, steps, current, weights) -> current;

    /**
     * The constraints that hold from here on.
     *
     * @param step how many optimizer steps are done: 0 before the first, steps after the last
     * @param steps how many the run has
     * @param current the constraints so far, by parameter name; giving them back unchanged costs nothing
     * @param weights the parameters now, copied only if asked for
     */
    Map<String, Encoding> at(long step, long steps, Map<String, Encoding> current, Supplier<Parameters> weights);
}
