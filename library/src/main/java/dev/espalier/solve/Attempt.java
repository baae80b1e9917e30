package dev.espalier.solve;

import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.train.Policy;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a solver works with.
 *
 * @param goal where the weights are to end
 * @param done the step of the aim and its solver, for the history
 * @param trainer the recovery's: other trainings of a solver are like it but for their plan and policy
 * @param data the training is done on
 * @param resuming whether trainings go on from their checkpoints
 */
public record Attempt(Goal goal, Step done, Trainer trainer, Split data, boolean resuming) {

    /** The plan of the recovery with the images in another order, for a training before it. */
    TrainingPlan plan(String phase) {
        TrainingPlan plan = trainer.plan();
        return plan.with(plan.seed().split(phase));
    }

    /** The model with its weights projected onto the goal, and that in its history. */
    Model project(Model model) {
        return goal.apply(model, done);
    }

    /**
     * A model with the weights of another projected onto the goal. What was done to the weights in between is not in its
     * history, as the step of the aim says it with the name of the solver.
     */
    Model project(Model given, Model trained) {
        return goal.apply(given, trained, done);
    }

    /** The model as it is to be trained towards the goal: what it is to constrain anew is on no levels. */
    Model unconstrained(Model model) {
        Map<String, Encoding> encodings = new LinkedHashMap<>(model.encodings());
        for (Part part : goal.parts()) {
            for (String parameter : part.parameters()) {
                Encoding old = model.encoding(parameter);
                if (old instanceof Encoding.Quantized) {
                    encodings.remove(parameter);
                    old.masked().ifPresent(mask -> encodings.put(parameter, mask));
                }
            }
        }
        return new Model(model.name(), model.graph(), model.parameters(), encodings, model.history());
    }

    /** The whole training of the recovery, under a policy. */
    TrainingRun recover(Model start, Policy policy) {
        return carryOut(trainer.holding(policy), start);
    }

    /**
     * A training before the recovery, with a checkpoint file of its own beside that of the recovery.
     *
     * @param phase ends the file's name
     */
    TrainingRun train(String phase, TrainingPlan plan, Model start, Policy policy) {
        Trainer other = trainer.with(plan).holding(policy);
        if (trainer.checkpoint().isPresent()) {
            Path file = trainer.checkpoint().get();
            other = other.checkpointing(file.resolveSibling(file.getFileName() + "." + phase));
        }
        return carryOut(other, start);
    }

    private TrainingRun carryOut(Trainer with, Model start) {
        return resuming ? with.resume(start, data) : with.train(start, data);
    }
}
