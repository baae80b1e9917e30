package dev.espalier.distill;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.train.Epoch;
import dev.espalier.train.Evaluation;
import dev.espalier.train.TrainingRun;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A student, and how well it did before and after it met its teacher.
 *
 * @param distill what was learned from
 * @param teacher the larger model
 * @param ofTeacher its judgement
 * @param before the judgement on the student that was given
 * @param run the training
 */
public record Distilled(Distill distill, Model teacher, Evaluation ofTeacher, Evaluation before, TrainingRun run) {

    /** The student. */
    public Model model() {
        return run.model();
    }

    /** The judgement after the last step of the plan; empty if the training was stopped before. */
    public Optional<Evaluation> after() {
        List<Epoch> epochs = run.epochs();
        return run.finished() ? Optional.of(epochs.get(epochs.size() - 1).test()) : Optional.empty();
    }

    /** What was learned from, then the accuracy of teacher and student. */
    @Override
    public String toString() {
        String text = distill + "\njudged on " + before.data() + "\n"
                + line("teacher " + teacher.name(), teacher, ofTeacher)
                + line("student, before", model(), before);
        return text
                + after().map(after -> line("student, after", model(), after))
                        .orElse("stopped before the end: " + run.note() + "\n")
                + run;
    }

    private static String line(String what, Model model, Evaluation judged) {
        return String.format(
                Locale.ROOT,
                "  %-24s accuracy %6.2f%%  %,10d weights%n",
                what,
                100 * judged.accuracy(),
                Cost.of(model).kept());
    }
}
