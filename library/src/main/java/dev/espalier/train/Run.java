package dev.espalier.train;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Normalization;
import dev.espalier.data.Prefetch;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.progress.Progress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One run of a trainer, from a state to the end of the plan or until the user stops it. */
final class Run {

    private final Trainer trainer;
    private final TrainingPlan plan;
    private final Split data;
    private final RunState state;
    private final ClassifierGraph graph;
    private final Normalization normalization;
    private final Batches batches;
    private final long steps;
    /** The step the checkpoint file holds; negative while there is none. */
    private long saved;

    Run(Trainer trainer, Split data, RunState state) {
        Fit.check(state.start, data.train());
        Fit.check(state.start, data.test());
        this.trainer = trainer;
        this.plan = trainer.plan();
        this.data = data;
        this.state = state;
        this.graph = ClassifierGraph.of(state.start, plan.labelSmoothing(), trainer.objective());
        this.normalization = data.normalization();
        this.batches = Batches.shuffled(
                        data.train(), plan.batchSize(), plan.seed().split("images"))
                .normalized(normalization)
                .augmented(plan.augmentation());
        this.steps = plan.epochs() * stepsPerEpoch();
        this.saved = state.step() > 0 ? state.step() : -1;
    }

    /** Trains to the end of the plan. Whatever happens on the way, the last finished step is not lost. */
    TrainingRun carryOut() {
        try {
            return train();
        } catch (DivergenceException diverged) {
            String rate = String.format(Locale.ROOT, "the learning rate was %.3g", rate(Math.max(0, state.step() - 1)));
            throw diverged.and(rate).and(lastGood()).and("use a smaller rate, or clip gradients");
        }
    }

    private TrainingRun train() {
        if (state.step() == 0) {
            hold();
        }
        StepOptions options =
                StepOptions.usual().with(plan.clipping()).from(state.optimizer).on(trainer.engine());
        try (TrainingStep step =
                TrainingStep.of(graph.form(), graph.loss(), state.parameters, plan.optimizer(), options)) {
            while (state.epochs.size() < plan.epochs()) {
                epoch(step);
                save();
            }
        } catch (CancellationException stopped) {
            save();
            return result(false);
        }
        return result(true);
    }

    private String lastGood() {
        if (saved < 0) {
            return "there is no earlier checkpoint";
        }
        return "the last good checkpoint is " + trainer.checkpoint().orElseThrow() + ", of step " + saved;
    }

    private void epoch(TrainingStep step) {
        long begin = System.nanoTime();
        double before = state.seconds;
        int number = state.epochs.size() + 1;
        int images = data.train().size();
        try (Progress.Task task = trainer.progress().start("epoch " + number + "/" + plan.epochs(), "images", images);
                Prefetch pass = Prefetch.of(batches.epoch(number - 1, state.batch))) {
            while (pass.hasNext()) {
                step(step, pass);
                state.seconds = before + (System.nanoTime() - begin) * 1e-9;
                task.at(imagesDone(), metrics());
            }
        }
        expectFinite();
        Evaluation test = Evaluation.of(
                state.model(Step.of("evaluate")),
                data.test(),
                normalization,
                Progress.NONE,
                trainer.cancellation(),
                trainer.engine());
        double seconds = before + (System.nanoTime() - begin) * 1e-9;
        state.finish(new Epoch(
                number, state.lossSum / images, (double) state.right / images, test, rate(state.step() - 1), seconds));
    }

    private void expectFinite() {
        DivergenceException.after(state.step(), state.parameters.arrays()).ifPresent(diverged -> {
            throw diverged;
        });
    }

    private void step(TrainingStep step, Prefetch pass) {
        int met = 0;
        double losses = 0;
        long right = 0;
        while (met < plan.accumulation() && pass.hasNext()) {
            try (Batch batch = pass.next()) {
                StepResult result = step.accumulate(feeds(batch), batch.size(), trainer.cancellation());
                met++;
                losses += result.loss() * batch.size();
                right += right(result.output(graph.logits()), batch);
            }
        }
        step.update(rate(state.step()), trainer.cancellation());
        state.add(met, losses, right);
        hold();
    }

    private Map<String, INDArray> feeds(Batch batch) {
        Map<String, INDArray> feeds = new HashMap<>(graph.frozen());
        feeds.put(ClassifierGraph.IMAGES, batch.images());
        feeds.put(ClassifierGraph.LABELS, batch.labels());
        return feeds;
    }

    private void hold() {
        ParameterStore parameters = state.parameters;
        Hold changed = trainer.policy()
                .at(new Policy.Moment(state.step(), steps, stepsPerEpoch(), parameters.hold(), parameters::moving));
        if (changed != parameters.hold()) {
            parameters.hold(changed);
        }
    }

    private static int right(INDArray logits, Batch batch) {
        int[] predicted = Evaluation.predictions(logits);
        int[] labels = batch.labels().toIntVector();
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += predicted[i] == labels[i] ? 1 : 0;
        }
        return right;
    }

    private double rate(long step) {
        return plan.optimizer().rate() * plan.schedule().factor(step, stepsPerEpoch(), steps);
    }

    private long stepsPerEpoch() {
        return (batches.count() + plan.accumulation() - 1) / plan.accumulation();
    }

    private long imagesDone() {
        return Math.min((long) state.batch * plan.batchSize(), data.train().size());
    }

    private String metrics() {
        long images = imagesDone();
        return String.format(
                Locale.ROOT, "loss %.3f, accuracy %.1f%%", state.lossSum / images, 100.0 * state.right / images);
    }

    /** Saves the state. The interrupt that stopped a run must not stop the saving: files refuse interrupted threads. */
    private void save() {
        if (trainer.checkpoint().isEmpty()) {
            return;
        }
        expectFinite();
        boolean interrupted = Thread.interrupted();
        try {
            Checkpoint.save(trainer.checkpoint().get(), trainer.identity(), data, state);
            saved = state.step();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private TrainingRun result(boolean finished) {
        Model model = state.model(Trained.step(data, trainer, state.step()));
        return new TrainingRun(
                model, state.epochs, state.step(), finished, finished ? "" : howToGoOn(), state.parameters.hold());
    }

    private String howToGoOn() {
        String where = "stopped at step " + state.step() + " of " + steps;
        return trainer.checkpoint()
                .map(file -> where + "; resume from " + file)
                .orElse(where + "; name a checkpoint file next time to be able to resume");
    }
}
