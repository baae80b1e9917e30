package dev.espalier.train;

import dev.espalier.model.Nearest;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a training step saw before it changed anything.
 *
 * @param loss of the batch
 * @param outputs of the step's graph, by name; they belong to the step and hold until its next run
 */
public record StepResult(double loss, Map<String, INDArray> outputs) {

    /**
     * One output.
     *
     * @throws IllegalArgumentException if there is none of this name, with the nearest name there is
     */
    public INDArray output(String name) {
        INDArray output = outputs.get(name);
        if (output == null) {
            throw new IllegalArgumentException(
                    "the step has no output '" + name + "'" + Nearest.hint(name, outputs.keySet()));
        }
        return output;
    }
}
