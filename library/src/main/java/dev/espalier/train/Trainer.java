package dev.espalier.train;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains classifiers. For anything else there is {@link TrainingStep}.
 *
 * <pre>{@code
 * TrainingRun run = Trainer.of(TrainingPlan.of(10, new Seed(1)))
 *         .checkpointing(Path.of("runs/first.checkpoint"))
 *         .train(model, data);
 * }</pre>
 *
 * @param plan everything that decides the outcome
 * @param objective what is made smaller
 * @param policy what holds weights besides the objective
 * @param checkpoint where to save the state after every epoch and when stopped early; empty for nowhere
 * @param progress told after every step
 * @param cancellation asked before every step and all the way through it; a step that is stopped half-way leaves no trace
 * @param engine what computes
 */
public record Trainer(
        TrainingPlan plan,
        Objective objective,
        Policy policy,
        Optional<Path> checkpoint,
        Progress progress,
        Cancellation cancellation,
        Engine engine) {

    /** A trainer with cross-entropy that keeps masks as they are, saves nothing and tells nobody. */
    public static Trainer of(TrainingPlan plan) {
        return new Trainer(
                plan,
                Objective.CROSS_ENTROPY,
                Policy.KEEP,
                Optional.empty(),
                Progress.NONE,
                Cancellation.ON_INTERRUPT,
                Engine.DEFAULT);
    }

    /** This trainer with another objective. */
    public Trainer towards(Objective other) {
        return new Trainer(plan, other, policy, checkpoint, progress, cancellation, engine);
    }

    /** This trainer with another plan. */
    public Trainer with(TrainingPlan other) {
        return new Trainer(other, objective, policy, checkpoint, progress, cancellation, engine);
    }

    /** This trainer under another policy. */
    public Trainer holding(Policy other) {
        return new Trainer(plan, objective, other, checkpoint, progress, cancellation, engine);
    }

    /** This trainer, saving its state in a file. */
    public Trainer checkpointing(Path file) {
        return new Trainer(plan, objective, policy, Optional.of(file), progress, cancellation, engine);
    }

    /** This trainer, telling how far it is and asking whether to stop. */
    public Trainer reporting(Progress to, Cancellation ask) {
        return new Trainer(plan, objective, policy, checkpoint, to, ask, engine);
    }

    /** This trainer on another engine, to the same result but for the rounding of every number. */
    public Trainer on(Engine other) {
        return new Trainer(plan, objective, policy, checkpoint, progress, cancellation, other);
    }

    /**
     * Trains a model from where it is, for the whole plan. Pixels are normalized by the mean and deviation of the
     * training part.
     *
     * @throws IllegalArgumentException if the model does not fit the data
     * @throws DivergenceException if the loss or a weight stops being a finite number; says at which step, in
     *     which layer, and where the last good checkpoint is
     * @throws java.io.UncheckedIOException if a checkpoint cannot be saved
     */
    public TrainingRun train(Model model, Split data) {
        return new Run(this, data, new RunState(model)).carryOut();
    }

    /**
     * Goes on with a run that was stopped, to the same result as if it had not been; starts a new one if there is no
     * checkpoint yet.
     *
     * @throws IllegalArgumentException if the trainer has no checkpoint file, or the checkpoint was made with another
     *     plan, other data or another model
     * @throws java.io.UncheckedIOException if the checkpoint cannot be read
     */
    public TrainingRun resume(Model model, Split data) {
        Path file = checkpoint.orElseThrow(
                () -> new IllegalArgumentException("nothing to resume: name the checkpoint file of the run"));
        if (!Files.exists(file)) {
            return train(model, data);
        }
        return new Run(this, data, Checkpoint.load(file, identity(), model, data)).carryOut();
    }

    /** What a checkpoint must agree with. */
    String identity() {
        return plan
                + (objective.equals(Objective.CROSS_ENTROPY) ? "" : " towards " + objective)
                + (policy.description().isEmpty() ? "" : " held by " + policy.description());
    }
}
