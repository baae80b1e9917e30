package dev.espalier.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What an optimizer remembers from step to step: how many it has done, and its moving averages. */
public final class OptimizerState {

    /** By {@code average/parameter}. */
    private final Map<String, INDArray> averages;

    private long steps;

    /** The state before the first step. */
    public OptimizerState() {
        this(0, Map.of());
    }

    /**
     * A state as it was saved.
     *
     * @param steps how many steps are done
     * @param averages by name, as {@link #averages} gave them; taken over
     */
    public OptimizerState(long steps, Map<String, INDArray> averages) {
        this.steps = steps;
        this.averages = new TreeMap<>(averages);
    }

    /** How many steps are done. */
    public long steps() {
        return steps;
    }

    /** Everything there is to save beside the number of steps. The arrays change with every step. */
    public Map<String, INDArray> averages() {
        return Collections.unmodifiableMap(averages);
    }

    /** The averages of some parameters by {@code average/parameter}; those not there yet start at zero. */
    Map<String, INDArray> averages(Iterable<String> kinds, Map<String, INDArray> weights) {
        Map<String, INDArray> found = new LinkedHashMap<>();
        for (String kind : kinds) {
            weights.forEach((parameter, weight) -> {
                String name = kind + "/" + parameter;
                averages.computeIfAbsent(name, any -> Nd4j.zeros(weight.dataType(), weight.shape()));
                found.put(name, averages.get(name));
            });
        }
        return found;
    }

    void stepped() {
        steps++;
    }
}
