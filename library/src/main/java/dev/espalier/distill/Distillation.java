package dev.espalier.distill;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Trained;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training with a teacher, in one call, with the accuracies it is to be judged by.
 *
 * <pre>{@code
 * Distilled small = new Distillation(Distill.answers(4, 0.9), teacher, Trainer.of(plan)).run(student, data);
 * }</pre>
 *
 * @param distill what is learned from
 * @param teacher takes the images of the student and has its classes; it is not changed
 * @param trainer trains the student, keeping its masks; it gets the objective from here
 */
public record Distillation(Distill distill, Model teacher, Trainer trainer) {

    /**
     * Trains a student.
     *
     * @throws IllegalArgumentException if a layer is unknown, shapes do not fit, or a model does not fit the data
     * @throws java.util.concurrent.CancellationException if the user stops before training begins; a stop during
     *     training gives what there is by then
     */
    public Distilled run(Model student, Split data) {
        return carryOut(student, data, false);
    }

    /**
     * Goes on where {@link #run} was stopped, from the trainer's checkpoint, to the same result as if it had not been.
     *
     * @param student the one the stopped run was given
     */
    public Distilled resume(Model student, Split data) {
        return carryOut(student, data, true);
    }

    /** The trained student alone, without judging anything. */
    public TrainingRun train(Model student, Split data) {
        return train(student, data, false);
    }

    private Distilled carryOut(Model student, Split data, boolean resuming) {
        check(student);
        Evaluation ofTeacher = judge(teacher, data);
        Evaluation before = judge(student, data);
        return new Distilled(distill, teacher, ofTeacher, before, train(student, data, resuming));
    }

    private TrainingRun train(Model student, Split data, boolean resuming) {
        check(student);
        Model start = distill.features()
                .map(features -> features.beside(student, teacher))
                .orElse(student);
        Trainer towards = trainer.towards(distill.objective(teacher));
        TrainingRun run = resuming ? towards.resume(start, data) : towards.train(start, data);
        Model trained = Adaptors.dropped(run.model(), student.graph());
        return new TrainingRun(told(trained), run.epochs(), run.steps(), run.finished(), run.note(), run.hold());
    }

    private void check(Model student) {
        if (!student.input().shape().equals(teacher.input().shape())
                || !student.output().shape().equals(teacher.output().shape())) {
            throw new IllegalArgumentException("the student '" + student.name() + "' makes "
                    + student.output().shape() + " of " + student.input().shape() + ", the teacher '"
                    + teacher.name() + "' " + teacher.output().shape() + " of "
                    + teacher.input().shape() + "; both must take the same images and have the same classes");
        }
        int batch = trainer.plan().batchSize();
        distill.features().ifPresent(part -> part.check(student, teacher, batch));
        distill.alignment().ifPresent(part -> part.check(student, teacher, batch));
    }

    /** The last step of the history is one of training; here it was more than that. */
    private Model told(Model trained) {
        List<Step> history = new ArrayList<>(trained.history());
        Step training = history.remove(history.size() - 1);
        Map<String, String> settings = new LinkedHashMap<>(distill.step(teacher).settings());
        settings.putAll(training.settings());
        settings.remove(Trained.OBJECTIVE);
        history.add(new Step(Distill.VERB, settings));
        return new Model(trained.name(), trained.graph(), trained.parameters(), trained.encodings(), history);
    }

    private Evaluation judge(Model model, Split data) {
        return Evaluation.of(
                model, data.test(), data.normalization(), trainer.progress(), trainer.cancellation(), trainer.engine());
    }
}
