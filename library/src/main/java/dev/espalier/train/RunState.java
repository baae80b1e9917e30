package dev.espalier.train;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Everything that changes while a run goes on, and so everything a checkpoint holds. The arrays are the run's own.
 *
 * <p>The position is the epoch in progress, the batch of it that comes next, and the sums over the batches before that.
 */
final class RunState {

    /** As it was before the run; only its parameters and masks go on changing, in the fields below. */
    final Model start;

    final Map<String, INDArray> weights;
    final OptimizerState optimizer;
    final List<Epoch> epochs;
    Map<String, Encoding> encodings;
    long step;
    int batch;
    double lossSum;
    long right;
    double seconds;

    /** The state at the start of a run. */
    RunState(Model start) {
        this(start, start.parameters().copy(), start.encodings(), new OptimizerState(), List.of());
    }

    /** The state as it was saved; takes the arrays over. */
    RunState(
            Model start,
            Parameters weights,
            Map<String, Encoding> encodings,
            OptimizerState optimizer,
            List<Epoch> epochs) {
        this.start = start;
        this.weights = new LinkedHashMap<>(weights.arrays());
        this.encodings = encodings;
        this.optimizer = optimizer;
        this.epochs = new ArrayList<>(epochs);
    }

    /** The mask of a parameter, or null if it has none. */
    INDArray mask(String parameter) {
        return encodings.get(parameter) instanceof Encoding.Masked masked ? masked.mask() : null;
    }

    /** Puts other constraints in force: weights that are masked from now on become zero now. */
    void constrain(Map<String, Encoding> changed) {
        encodings = changed;
        changed.forEach((parameter, encoding) -> {
            if (encoding instanceof Encoding.Masked masked) {
                weights.get(parameter).muli(masked.mask());
            }
        });
    }

    /** Closes the epoch in progress. */
    void finish(Epoch epoch) {
        epochs.add(epoch);
        batch = 0;
        lossSum = 0;
        right = 0;
        seconds = 0;
    }

    /** The model as it is now, in arrays of its own. */
    Model model(Step done) {
        return start.with(new Parameters(weights).copy(), encodings, done);
    }
}
