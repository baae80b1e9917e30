package dev.espalier.solve;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Policy;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An aim, the way there and the training that makes up for it, in one call, with the accuracy before recovery.
 *
 * <pre>{@code
 * Recovered small = new Recovery(Prune.pattern(Rate.times(4)), new OneShot(), Trainer.of(plan)).run(net, data);
 * }</pre>
 *
 * @param aim what is wanted
 * @param solver the way there
 * @param trainer trains the model while constraints hold; the solver brings the policy, whatever the trainer's own was. An
 *     objective of distillation makes a teacher help
 * @param recalibration of batch normalisation, after the projection and before the training that follows it; none if empty
 */
public record Recovery(Aim aim, Solver solver, Trainer trainer, Optional<Recalibration> recalibration) {

    /** With the usual recalibration. */
    public Recovery(Aim aim, Solver solver, Trainer trainer) {
        this(aim, solver, trainer, Optional.of(Recalibration.USUAL));
    }

    /** The setting that names the solver in the history. */
    public static final String SOLVER = "solver";

    /**
     * Compresses a trained model and trains it on.
     *
     * @throws IllegalArgumentException if the aim cannot be reached with this model, or it does not fit the data
     * @throws java.util.concurrent.CancellationException if the user stops before training begins; a stop during
     *     training gives what there is by then
     */
    public Recovered run(Model model, Split data) {
        return carryOut(model, data, false);
    }

    /**
     * Goes on where {@link #run} was stopped, from the trainer's checkpoint, to the same result as if it had not been.
     *
     * @param model the one the stopped run was given
     */
    public Recovered resume(Model model, Split data) {
        return carryOut(model, data, true);
    }

    private Recovered carryOut(Model model, Split data, boolean resuming) {
        Attempt attempt = new Attempt(aim.settle(model, data), step(), trainer, data, resuming);
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage(Recovered.BEFORE, judge(model, data)));
        stages.add(new Stage(Recovered.AT_ONCE, judge(attempt.project(model), data)));
        Solution solution = solver.solve(model, attempt);
        List<TrainingRun> runs = new ArrayList<>(solution.runs());
        Model result = solution.model();
        if (!solution.recovered() && !solution.stopped()) {
            if (!runs.isEmpty()) {
                stages.add(new Stage(Recovered.UNRECOVERED, judge(result, data)));
            }
            if (recalibration.isPresent() && Recalibration.concerns(result)) {
                result = recalibration
                        .get()
                        .apply(result, data, trainer.progress(), trainer.cancellation(), trainer.engine());
                stages.add(new Stage(Recovered.RECALIBRATED, judge(result, data)));
            }
            runs.add(attempt.recover(result, Policy.KEEP));
            result = runs.get(runs.size() - 1).model();
        }
        TrainingRun last = runs.get(runs.size() - 1);
        if (last.finished()) {
            stages.add(new Stage(
                    Recovered.AFTER, last.epochs().get(last.epochs().size() - 1).test()));
        }
        return new Recovered(aim.name(), solver, result, stages, runs, solution.residuals());
    }

    private Step step() {
        Step step = aim.step();
        return solver instanceof OneShot ? step : step.with(SOLVER, solver.text());
    }

    private Evaluation judge(Model model, Split data) {
        return Evaluation.of(
                model, data.test(), data.normalization(), trainer.progress(), trainer.cancellation(), trainer.engine());
    }
}
