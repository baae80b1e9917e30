package dev.espalier.papers.lps;

import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.solve.Attempt;
import dev.espalier.solve.Goal;
import dev.espalier.solve.Solution;
import dev.espalier.train.Policy;
import dev.espalier.train.Schedule;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/**
 * The trainings of one task, each with a checkpoint file of its own where the trainer has one, so that those that are done are
 * not done again.
 */
final class TaskTraining {

    private final Task task;
    private final int number;
    private final Phases phases;
    private final Trainer trainer;
    private final boolean resuming;

    /**
     * Trainings of a task.
     *
     * @param number of the task
     * @param resuming whether they go on from their checkpoints
     */
    TaskTraining(Task task, int number, Phases phases, Trainer trainer, boolean resuming) {
        this.task = task;
        this.number = number;
        this.phases = phases;
        this.trainer = trainer;
        this.resuming = resuming;
    }

    /** Trainings of a task that go on from their checkpoints where the trainer has a file for them. */
    TaskTraining(Task task, int number, Phases phases, Trainer trainer) {
        this(task, number, phases, trainer, trainer.checkpoint().isPresent());
    }

    /** Trains under the masks that a model has. */
    Model train(String phase, int epochs, Model from) {
        return train(phase, epochs, from, Policy.KEEP);
    }

    /** Trains under a policy. */
    Model train(String phase, int epochs, Model from, Policy policy) {
        Trainer own = trainer(phase);
        own = own.with(own.plan().withEpochs(epochs)).holding(policy);
        return finished(resuming ? own.resume(from, task.data()) : own.train(from, task.data()), phase);
    }

    /** Trains towards a goal by ADMM. What comes out is near the goal, and not projected. */
    Model solve(Model from, Goal goal) {
        Trainer own = trainer("solve");
        own = own.with(own.plan().with(new Schedule.Constant()));
        Attempt attempt = new Attempt(goal, Step.of("admm"), own, task.data(), resuming);
        Solution solution = phases.admm().solve(from, attempt);
        return finished(solution.runs().get(0), "solve");
    }

    private Model finished(TrainingRun run, String phase) {
        if (!run.finished()) {
            throw new CancellationException("stopped while task '" + task.name() + "' was in phase '" + phase + "'");
        }
        return run.model();
    }

    private Trainer trainer(String phase) {
        TrainingPlan plan = trainer.plan();
        Seed seed = plan.seed().split("task").split(number).split(phase);
        Trainer own = trainer.with(plan.with(seed));
        if (trainer.checkpoint().isEmpty()) {
            return own;
        }
        Path file = trainer.checkpoint().get();
        return own.checkpointing(file.resolveSibling(file.getFileName() + "." + number + "." + phase));
    }
}
