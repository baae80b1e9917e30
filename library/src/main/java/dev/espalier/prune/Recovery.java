package dev.espalier.prune;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.train.Evaluation;
import dev.espalier.train.MaskPolicy;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingRun;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pruning and the training that makes up for it, in one call, with the accuracy between the two.
 *
 * <pre>{@code
 * Recovered small = new Recovery(Prune.pattern(Rate.times(4)), new Solver.OneShot(), Trainer.of(plan)).run(net, data);
 * }</pre>
 *
 * @param prune what is pruned
 * @param solver when it is pruned
 * @param trainer trains the model while masks hold; it brings the solver's masks, whatever its own policy was
 */
public record Recovery(Prune prune, Solver solver, Trainer trainer) {

    /**
     * Prunes a trained model and trains it on.
     *
     * @throws IllegalArgumentException if the model cannot be pruned like this, or does not fit the data
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
        PrunePlan plan = PrunePlan.of(model, prune);
        Pruned atOnce = prune.apply(model);
        Evaluation before = judge(model, data);
        Evaluation unrecovered = judge(atOnce.model(), data);
        Model start = atOnce.model();
        MaskPolicy masks = MaskPolicy.KEEP;
        if (solver instanceof Solver.Gradual gradual) {
            start = model.with(model.parameters(), new Step(Prune.VERB, settings(gradual)));
            masks = new GradualMasks(gradual, plan)::at;
        }
        Trainer masking = trainer.masking(masks);
        TrainingRun run = resuming ? masking.resume(start, data) : masking.train(start, data);
        return new Recovered(solver, Pruned.of(run.model(), prune, plan), before, unrecovered, run);
    }

    private Map<String, String> settings(Solver.Gradual gradual) {
        Map<String, String> settings = new LinkedHashMap<>(prune.settings());
        settings.put("solver", gradual.toString());
        settings.put("rounds", Integer.toString(gradual.rounds()));
        settings.put("until", Double.toString(gradual.until()));
        return settings;
    }

    private Evaluation judge(Model model, Split data) {
        return Evaluation.of(
                model, data.test(), data.normalization(), trainer.progress(), trainer.cancellation(), trainer.engine());
    }
}
