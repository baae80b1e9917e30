package dev.espalier.study;

import dev.espalier.data.Split;
import dev.espalier.distill.Distill;
import dev.espalier.distill.Distillation;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Model;
import dev.espalier.model.Settings;
import dev.espalier.model.ShortNumber;
import dev.espalier.model.Step;
import dev.espalier.model.Thinning;
import dev.espalier.model.zoo.ZooStep;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantize;
import dev.espalier.solve.Aim;
import dev.espalier.solve.Both;
import dev.espalier.solve.Recalibration;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.train.Engine;
import dev.espalier.train.Objective;
import dev.espalier.train.Trained;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Does again what a history says, to identical weights: on the same data, engine and number of threads.
 *
 * <pre>{@code
 * Model again = Replay.of(small).on(data).run();
 * again.parameters().equals(small.parameters());
 * }</pre>
 *
 * @param steps what to do, first to last
 * @param data what to train on; empty where nothing is trained
 * @param models what steps may refer to, such as teachers
 * @param progress told all along
 * @param cancellation asked all along
 * @param engine what computes
 */
public record Replay(
        List<Step> steps,
        Optional<Split> data,
        List<Model> models,
        Progress progress,
        Cancellation cancellation,
        Engine engine) {

    public Replay {
        steps = List.copyOf(steps);
        models = List.copyOf(models);
    }

    /** Of a model's history. */
    public static Replay of(Model model) {
        return of(model.history());
    }

    /** Of steps, such as those a file of them holds. */
    public static Replay of(List<Step> steps) {
        return new Replay(steps, Optional.empty(), List.of(), Progress.NONE, Cancellation.ON_INTERRUPT, Engine.DEFAULT);
    }

    /** With images. */
    public Replay on(Split images) {
        return new Replay(steps, Optional.of(images), models, progress, cancellation, engine);
    }

    /** With models that steps refer to. */
    public Replay knowing(Model... more) {
        List<Model> all = new ArrayList<>(models);
        all.addAll(List.of(more));
        return new Replay(steps, data, all, progress, cancellation, engine);
    }

    /** Telling how far it is and asking whether to stop. */
    public Replay reporting(Progress to, Cancellation ask) {
        return new Replay(steps, data, models, to, ask, engine);
    }

    /** On another engine, to the same result but for the rounding of every number. */
    public Replay on(Engine other) {
        return new Replay(steps, data, models, progress, cancellation, other);
    }

    /**
     * Makes the model again, from nothing.
     *
     * @throws IllegalArgumentException naming the step, if the first one does not make a network, or one cannot be read, is
     *     unknown, or needs data or a model that is not there
     * @throws CancellationException if the user stops
     */
    public Model run() {
        if (steps.isEmpty() || !steps.get(0).verb().equals(ZooStep.VERB)) {
            throw new IllegalArgumentException("a history that starts with "
                    + (steps.isEmpty() ? "nothing" : "'" + steps.get(0) + "'")
                    + " does not say how to make the network; make it and run the rest on it");
        }
        Model made = numbered(0, () -> ZooStep.make(steps.get(0)));
        return rest(made, 1);
    }

    /**
     * Does all steps to a model.
     *
     * @param start a network they fit
     * @throws IllegalArgumentException as {@link #run()} does
     * @throws CancellationException if the user stops
     */
    public Model run(Model start) {
        return rest(start, 0);
    }

    private Model rest(Model start, int first) {
        Model model = start;
        for (int i = first; i < steps.size(); ) {
            int index = i;
            Model before = model;
            Optional<SolvedSteps> solved = numbered(i, () -> SolvedSteps.at(index, steps));
            model = numbered(i, () -> solved.map(together -> solve(before, together))
                    .orElseGet(() -> repeat(before, steps.get(index))));
            i += solved.map(SolvedSteps::length).orElse(1);
        }
        return model;
    }

    private static <T> T numbered(int index, Supplier<T> step) {
        try {
            return step.get();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("step " + (index + 1) + ": " + wrong.getMessage(), wrong);
        }
    }

    private Model repeat(Model model, Step step) {
        return switch (step.verb()) {
            case Trained.VERB -> train(model, step);
            case Distill.VERB -> distill(model, step);
            case Prune.VERB -> prune(model, Prune.parse(step.settings()));
            case Quantize.VERB -> Quantize.parse(step.settings()).apply(model).model();
            case Activations.VERB -> calibrate(model, Activations.parse(step.settings()));
            case BatchNormFolding.VERB -> fold(model, step);
            case IntegerModel.VERB -> round(model, step);
            case Recalibration.VERB -> recalibrate(model, Recalibration.parse(step.settings()));
            case Thinning.VERB -> Thinning.of(model).model();
            default ->
                throw new IllegalArgumentException("'" + step.verb() + "' cannot be done again; there is "
                        + String.join(
                                ", ",
                                ZooStep.VERB,
                                Trained.VERB,
                                Distill.VERB,
                                Prune.VERB,
                                Quantize.VERB,
                                Activations.VERB,
                                BatchNormFolding.VERB,
                                IntegerModel.VERB,
                                Recalibration.VERB,
                                Thinning.VERB));
        };
    }

    private Model prune(Model model, Prune prune) {
        return data.map(images -> prune.apply(model, images))
                .orElseGet(() -> prune.apply(model))
                .model();
    }

    private Model recalibrate(Model model, Recalibration recalibration) {
        Split images = data.orElseThrow(() -> new IllegalArgumentException(
                "its statistics were measured on training images; say where they are: on(data)"));
        return recalibration.apply(model, images, progress, cancellation, engine);
    }

    private Model solve(Model model, SolvedSteps steps) {
        Trained trained = steps.trained();
        Trainer trainer = Trainer.of(trained.plan())
                .towards(objective(trained.objective()))
                .on(engine)
                .reporting(progress, cancellation);
        Recovered recovered = new Recovery(aim(steps.aim()), steps.solver(), trainer, steps.recalibration())
                .run(model, images(trained));
        TrainingRun run = recovered.run();
        if (run.steps() > trained.steps()) {
            throw new IllegalArgumentException("this was stopped at step " + trained.steps() + " of " + run.steps()
                    + ", and a solver cannot be stopped there again");
        }
        return done(run, trained);
    }

    private static Aim aim(Step step) {
        Optional<List<Step>> both = Both.steps(step);
        if (both.isPresent()) {
            return aim(both.get().get(0)).and(aim(both.get().get(1)));
        }
        return switch (step.verb()) {
            case Prune.VERB -> Prune.parse(step.settings());
            case Quantize.VERB -> Quantize.parse(step.settings());
            default ->
                throw new IllegalArgumentException(
                        "'" + step.verb() + "' has no solver; there is " + Prune.VERB + ", " + Quantize.VERB);
        };
    }

    private Model calibrate(Model model, Activations activations) {
        Split images = data.orElseThrow(
                () -> new IllegalArgumentException("this was calibrated on images; say where they are: on(data)"));
        return activations.apply(model, images, progress, cancellation, engine).model();
    }

    private static Model fold(Model model, Step step) {
        Settings.of("folding", step.settings(), List.of());
        return BatchNormFolding.of(model).model();
    }

    private static Model round(Model model, Step step) {
        int bits = Settings.of("rounding", step.settings(), List.of("bits")).read("bits", Integer::parseInt);
        if (bits != ShortNumber.BITS) {
            throw new IllegalArgumentException(
                    "this was rounded to " + bits + " bits; this version rounds to " + ShortNumber.BITS);
        }
        return IntegerModel.of(model).model();
    }

    private Model train(Model model, Step step) {
        Trained trained = Trained.parse(step);
        Split images = images(trained);
        Stretch stretch = new Stretch(progress, cancellation, trained.steps());
        Objective objective = objective(trained.objective());
        return done(trainer(trained, stretch).towards(objective).train(model, images), trained);
    }

    private Model distill(Model model, Step step) {
        Map<String, String> settings = new LinkedHashMap<>(step.settings());
        Map<String, String> training = new LinkedHashMap<>(settings);
        training.keySet().removeAll(Distill.KEYS);
        training.remove(Distill.TEACHER);
        training.put(Trained.OBJECTIVE, Distill.VERB);
        settings.keySet().removeAll(training.keySet());
        Trained trained = Trained.parse(new Step(Trained.VERB, training));
        Model teacher = model(settings.remove(Distill.TEACHER));
        Stretch stretch = new Stretch(progress, cancellation, trained.steps());
        Distillation distillation = new Distillation(Distill.parse(settings), teacher, trainer(trained, stretch));
        return done(distillation.train(model, images(trained)), trained);
    }

    private Trainer trainer(Trained trained, Stretch stretch) {
        return Trainer.of(trained.plan()).on(engine).reporting(stretch, stretch);
    }

    private Split images(Trained trained) {
        Split images = data.orElseThrow(() -> new IllegalArgumentException(
                "this was trained on " + trained.data() + "; say where they are: on(data)"));
        trained.check(images);
        return images;
    }

    private Objective objective(String text) {
        if (text.equals(Objective.CROSS_ENTROPY.description())) {
            return Objective.CROSS_ENTROPY;
        }
        Step step = Step.parse(text);
        if (!step.verb().equals(Distill.VERB)) {
            throw new IllegalArgumentException(
                    "the objective '" + text + "' was made in a program and cannot be made" + " again from its name");
        }
        Map<String, String> settings = new LinkedHashMap<>(step.settings());
        Model teacher = model(settings.remove(Distill.TEACHER));
        return Distill.parse(settings).objective(teacher);
    }

    private Model model(String reference) {
        return models.stream()
                .filter(known -> Distill.reference(known).equals(reference))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its teacher " + reference + " is needed: knowing(it)"
                        + (models.isEmpty()
                                ? ""
                                : "; known are "
                                        + models.stream()
                                                .map(Distill::reference)
                                                .toList())));
    }

    private static Model done(TrainingRun run, Trained trained) {
        if (run.steps() != trained.steps()) {
            throw new CancellationException("stopped at step " + run.steps() + " of " + trained.steps());
        }
        return run.model();
    }
}
