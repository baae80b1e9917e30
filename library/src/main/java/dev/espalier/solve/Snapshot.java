package dev.espalier.solve;

import dev.espalier.model.Parameters;
import dev.espalier.train.Hold;
import dev.espalier.train.Policy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Remembers all parameters as they are after some epoch.
 *
 * @param epoch 0 for none, as those are still at hand
 */
public record Snapshot(int epoch) implements Policy {

    private static final String EARLY = "early/";

    @Override
    public Hold at(Moment moment) {
        Hold hold = Policy.KEEP.at(moment);
        if (epoch == 0 || moment.step() != epoch * moment.stepsPerEpoch()) {
            return hold;
        }
        Map<String, INDArray> memory = new LinkedHashMap<>(hold.memory());
        moment.weights().get().arrays().forEach((name, array) -> memory.put(EARLY + name, array.dup('c')));
        return hold.withMemory(memory);
    }

    /** What was remembered by the end of a run, or else what was given. */
    public static Parameters taken(Hold hold, Parameters given) {
        Map<String, INDArray> early = new LinkedHashMap<>();
        given.arrays().forEach((name, array) -> early.put(name, hold.memory().getOrDefault(EARLY + name, array)));
        return new Parameters(early);
    }

    @Override
    public String description() {
        return "a look at epoch " + epoch;
    }
}
