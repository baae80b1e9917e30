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
 * @param residuals how it converged, where that is a question
 */
public record Solution(Model model, List<TrainingRun> runs, boolean recovered, Optional<Residuals> residuals) {

    public Solution {
        runs = List.copyOf(runs);
    }

    /** Members that no training has followed yet. */
    static Solution toRecover(Model model, TrainingRun... runs) {
        return new Solution(model, List.of(runs), false, Optional.empty());
    }

    /** What a training that was also the recovery has come to. */
    static Solution recovered(TrainingRun... runs) {
        return new Solution(runs[runs.length - 1].model(), List.of(runs), true, Optional.empty());
    }

    /** This with residuals. */
    Solution with(Residuals found) {
        return new Solution(model, runs, recovered, Optional.of(found));
    }

    /** Whether the user stopped a training; nothing came after it then. */
    boolean stopped() {
        return !runs.isEmpty() && !runs.get(runs.size() - 1).finished();
    }
}
