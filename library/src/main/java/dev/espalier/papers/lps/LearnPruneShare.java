package dev.espalier.papers.lps;

import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.TaskShares;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Learns tasks one after the other without forgetting any (LPS).
 *
 * <pre>{@code
 * Lifelong net = LearnPruneShare.over(List.of(new Task("shirts", shirts), new Task("shoes", shoes)), new Seed(1)).learn(model);
 * Model forShoes = net.model(1);
 * }</pre>
 *
 * <p>For each task, with W_F the weights that no task has taken and W_old those of earlier tasks:
 *
 * <pre>
 * learn           min over W_F                   L(W_F + W_old)
 * prune, share    min over W_F, M                L(W_F + M (.) W_old)
 *                 such that                      card(W_F) ≤ s N in each layer of N weights,
 *                                                M in {0, 1}, of which the part r is 1
 *                 by                             L + Σ ½ rho ||W_F - Z + U||² + Σ ½ rho ||M - Y + K||²
 * harden          W_F = Proj_top-k(W_F),  M = Proj_r(M)
 * retrain         min over W_F                   L(W_F + M (.) W_old), M and the places of W_F fixed
 * </pre>
 *
 * <p>Every task has a head of its own, and scale, shift and statistics of normalisation of its own; biases are trained by the
 * first task and then stay. The last task takes all weights that are left. The model that is given must end in a layer with
 * weights; heads get as many classes as their tasks have. It stays as it is.
 *
 * <p>Where this differs from the authors' code: copies Z are projected among free weights alone ({@link Choice#ADMM_AMONG_ALL}
 * does it as they do); the selection M is never extended beyond weights of earlier tasks; duals shrink as rho grows, where they
 * begin anew; the rate is constant during ADMM, where it falls between projections; and the last epoch of retraining counts,
 * not the one with the best accuracy on test images.
 *
 * @param tasks at least one
 * @param shares of the weights, one for each task
 * @param sharing which weights of earlier tasks a task uses
 * @param choice how a task's own weights are chosen
 * @param phases how long each task is trained
 * @param trainer trains every phase, with its plan's optimizer, schedule, batches and seed; its
 *     checkpoint file has a sibling for each phase of each task
 */
public record LearnPruneShare(
        List<Task> tasks, TaskShares shares, Sharing sharing, Choice choice, Phases phases, Trainer trainer) {

    /** The verb's name in a model's history. */
    public static final String VERB = "learn-prune-share";

    public LearnPruneShare {
        tasks = List.copyOf(tasks);
        Objects.requireNonNull(sharing, "sharing");
        Objects.requireNonNull(choice, "choice");
        Objects.requireNonNull(phases, "phases");
        Objects.requireNonNull(trainer, "trainer");
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("there is no task to learn; give at least one");
        }
        if (tasks.size() != shares.shares().size()) {
            throw new IllegalArgumentException(tasks.size() + " tasks, but shares " + shares.shares() + " are for "
                    + shares.shares().size() + "; each task needs one");
        }
    }

    /** The usual: Adam, most weights for the first task and the same number for each of the others. */
    public static LearnPruneShare over(List<Task> tasks, Seed seed) {
        return new LearnPruneShare(
                tasks,
                firstMost(Math.max(1, tasks.size())),
                Sharing.Learned.USUAL,
                Choice.ADMM,
                Phases.USUAL,
                Trainer.of(plan(seed)));
    }

    /** Adam at 0.001 in batches of 64, falling as a cosine outside ADMM. */
    static TrainingPlan plan(Seed seed) {
        return TrainingPlan.of(Phases.USUAL.epochs(), seed).with(new Optimizer.Adam(1e-3));
    }

    /** Shares n - 1, 1, 1, ... for n tasks: about half of the weights for the first. */
    static TaskShares firstMost(int tasks) {
        Integer[] shares = new Integer[tasks];
        Arrays.fill(shares, 1);
        shares[0] = Math.max(1, tasks - 1);
        return new TaskShares(List.of(shares));
    }

    /** With other shares of the weights. */
    public LearnPruneShare dividing(TaskShares other) {
        return new LearnPruneShare(tasks, other, sharing, choice, phases, trainer);
    }

    /** With another use of earlier tasks' weights. */
    public LearnPruneShare with(Sharing other) {
        return new LearnPruneShare(tasks, shares, other, choice, phases, trainer);
    }

    /** With another choice of each task's weights. */
    public LearnPruneShare with(Choice other) {
        return new LearnPruneShare(tasks, shares, sharing, other, phases, trainer);
    }

    /** For another number of epochs. */
    public LearnPruneShare during(Phases other) {
        return new LearnPruneShare(tasks, shares, sharing, choice, other, trainer);
    }

    /** With another trainer, whose plan's number of epochs is not used. */
    public LearnPruneShare by(Trainer other) {
        return new LearnPruneShare(tasks, shares, sharing, choice, phases, other);
    }

    /**
     * Learns all tasks.
     *
     * @param model dense, trained or not
     * @throws IllegalArgumentException if it has no weights to divide, or does not fit the images of a task
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public Lifelong learn(Model model) {
        return new LpsRun(this, model, false).run();
    }

    /**
     * Goes on where {@link #learn} was stopped, from the trainer's checkpoints, to the same result as if it had not been.
     *
     * @param model the one that was given then
     * @throws IllegalArgumentException if the trainer has no checkpoint file, or what it holds was made otherwise
     */
    public Lifelong resume(Model model) {
        if (trainer.checkpoint().isEmpty()) {
            throw new IllegalArgumentException("nothing to resume: name the checkpoint file of the tasks' trainings");
        }
        return new LpsRun(this, model, true).run();
    }
}
