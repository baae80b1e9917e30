package dev.espalier.solve;

import dev.espalier.model.Model;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Optional;

/**
 * What a solver gives back.
 *
 * @param model its constrained weights are members of the goal, unless the run was stopped before
 * @param runs the training there was, in order
 * @param recovered whether the last run was a whole training with the goal in force at its end, so that none has to follow
 */
public record Solution(Model model, List<TrainingRun> runs, boolean recovered) {

    public Solution {
        runs = List.copyOf(runs);
    }

    /** Members that no training has followed yet. */
    static Solution toRecover(Model model, TrainingRun... runs) {
        return new Solution(model, List.of(runs), false);
    }

    /** The run that was stopped by the user, if one was; nothing came after it. */
    public Optional<TrainingRun> stopped() {
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(runs.get(runs.size() - 1)).filter(run -> !run.finished());
    }
}
