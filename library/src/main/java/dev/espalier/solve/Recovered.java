package dev.espalier.solve;

import dev.espalier.model.Model;
import dev.espalier.train.Evaluation;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A compressed and retrained model, and how well it did at each stage.
 *
 * @param aim the noun for what was done to it
 * @param solver how
 * @param model the result; its constraints are those reached when training ended
 * @param stages the judgements, in order: always {@link #BEFORE} and {@link #AT_ONCE}, the others as far as it got
 * @param runs the trainings, in order; the last is the recovery
 * @param residuals how the solver converged, where that is a question
 */
public record Recovered(
        String aim,
        Solver solver,
        Model model,
        List<Stage> stages,
        List<TrainingRun> runs,
        Optional<Residuals> residuals) {

    /** The model that was given. */
    public static final String BEFORE = "as given";

    /**
     * That model projected onto the goal at once, before any training: the price that is to be recovered. On the way of a
     * gradual solver no model is ever in that state.
     */
    public static final String AT_ONCE = "at once, before recovery";

    /** The projection of what a solver has trained towards the goal, before the training that recovers. */
    public static final String UNRECOVERED = "projected, before recovery";

    /** The same with new statistics of batch normalisation. */
    public static final String RECALIBRATED = "statistics recalibrated";

    /** The result. */
    public static final String AFTER = "after recovery";

    public Recovered {
        stages = List.copyOf(stages);
        runs = List.copyOf(runs);
    }

    /** The judgement on the model that was given. */
    public Evaluation before() {
        return stage(BEFORE).orElseThrow();
    }

    /** The judgement on the projected model before the training that recovers. */
    public Evaluation unrecovered() {
        return stage(UNRECOVERED).or(() -> stage(AT_ONCE)).orElseThrow();
    }

    /** The judgement after the last step of the plan; empty if the training was stopped before. */
    public Optional<Evaluation> after() {
        return stage(AFTER);
    }

    private Optional<Evaluation> stage(String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .map(Stage::judged)
                .findFirst();
    }

    /** The training that ended it. */
    public TrainingRun run() {
        return runs.get(runs.size() - 1);
    }

    /** A line a stage. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(solver.name() + " " + aim + ", judged on " + before().data());
        stages.forEach(stage -> text.append(String.format(
                Locale.ROOT,
                "%n  %-28s accuracy %6.2f%%",
                stage.name(),
                100 * stage.judged().accuracy())));
        String end = after().map(this::change).orElse("  stopped before the end of recovery: " + run().note());
        if (stage(UNRECOVERED).isPresent()) {
            residuals.ifPresent(found -> text.append("\n  ").append(found));
        }
        return text.append('\n').append(end).toString();
    }

    private String change(Evaluation after) {
        int epochs = runs.stream().mapToInt(run -> run.epochs().size()).sum();
        return String.format(
                Locale.ROOT,
                "  %+.2f points against the model that was given, over %d epochs",
                100 * (after.accuracy() - before().accuracy()),
                epochs);
    }
}
