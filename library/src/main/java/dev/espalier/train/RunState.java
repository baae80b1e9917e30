package dev.espalier.train;

import dev.espalier.model.Model;
import dev.espalier.model.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that changes while a run goes on, and so everything a checkpoint holds. The arrays are the run's own.
 *
 * <p>The position is the epoch in progress, the batch of it that comes next, and the sums over the batches before that.
 */
final class RunState {

    /** As it was before the run; only its parameters and what holds them go on changing, in the fields below. */
    final Model start;

    final ParameterStore parameters;
    final OptimizerState optimizer;
    final List<Epoch> epochs;
    int batch;
    double lossSum;
    long right;
    double seconds;

    /** The state at the start of a run. */
    RunState(Model start) {
        this(start, ParameterStore.of(start), new OptimizerState(), List.of());
    }

    /** The state as it was saved; takes the arrays over. */
    RunState(Model start, ParameterStore parameters, OptimizerState optimizer, List<Epoch> epochs) {
        this.start = start;
        this.parameters = parameters;
        this.optimizer = optimizer;
        this.epochs = new ArrayList<>(epochs);
    }

    /** How many steps are done. */
    long step() {
        return optimizer.steps();
    }

    /** Counts what one more step has seen. */
    void add(int batches, double losses, long classifiedRightly) {
        batch += batches;
        lossSum += losses;
        right += classifiedRightly;
    }

    /** Closes the epoch in progress. */
    void finish(Epoch epoch) {
        epochs.add(epoch);
        batch = 0;
        lossSum = 0;
        right = 0;
        seconds = 0;
    }

    /** The model with its weights as the optimizer moves them, in arrays of its own. */
    Model moving(Step done) {
        return start.with(parameters.snapshot(), parameters.encodings(), done);
    }

    /** The model as the forward pass uses it now, in arrays of its own. */
    Model model(Step done) {
        return start.with(parameters.forward(), parameters.forwardEncodings(), done);
    }
}
