package dev.espalier.prune;

import dev.espalier.model.Model;
import dev.espalier.train.Epoch;
import dev.espalier.train.Evaluation;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A pruned and retrained model, and how well it did at each stage.
 *
 * @param solver when it was pruned
 * @param pruned the result; its masks are those reached when training ended
 * @param before the judgement on the model that was given
 * @param unrecovered the judgement right after pruning to the full rate at once, before any training; with a gradual
 *     solver the price of not being gradual, as no model on its way is ever in that state
 * @param run the training
 */
public record Recovered(Solver solver, Pruned pruned, Evaluation before, Evaluation unrecovered, TrainingRun run) {

    /** The model. */
    public Model model() {
        return pruned.model();
    }

    /** The judgement after the last step of the plan; empty if the training was stopped before. */
    public Optional<Evaluation> after() {
        List<Epoch> epochs = run.epochs();
        return run.finished() ? Optional.of(epochs.get(epochs.size() - 1).test()) : Optional.empty();
    }

    /** The three accuracies, then what was pruned. */
    @Override
    public String toString() {
        String text = line("before pruning", before) + line("pruned, before recovery", unrecovered);
        String last = after().map(after -> line("after recovery", after) + change(after))
                .orElse("stopped before the end of recovery: " + run.note() + "\n");
        return solver + " pruning, judged on " + before.data() + "\n" + text + last + pruned;
    }

    private static String line(String when, Evaluation judged) {
        return String.format(Locale.ROOT, "  %-24s accuracy %6.2f%%%n", when, 100 * judged.accuracy());
    }

    private String change(Evaluation after) {
        return String.format(
                Locale.ROOT,
                "  %+.2f points against the model that was given, over %d epochs%n",
                100 * (after.accuracy() - before.accuracy()),
                run.epochs().size());
    }
}
