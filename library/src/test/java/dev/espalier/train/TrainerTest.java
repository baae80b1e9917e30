package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Augmentation;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.engine.Executor;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training on real images: the excerpt of Fashion-MNIST in the jar. */
class TrainerTest {

    private static final Split EXCERPT = FashionMnist.excerpt();
    private static final Split SMALL =
            new Split(EXCERPT.train().take(300), EXCERPT.test().take(100));
    private static final TrainingPlan PLAN = TrainingPlan.of(2, new Seed(7))
            .withBatchSize(32)
            .with(new Augmentation(2, true))
            .withLabelSmoothing(0.1);

    @TempDir
    Path directory;

    private static Model model(String name) {
        return Zoo.create(name, Shape.of(1, 28, 28), 10, new Seed(3));
    }

    @Test
    void learnsClothesFromSixteenHundredPictures() {
        TrainingPlan plan = TrainingPlan.of(6, new Seed(1)).withBatchSize(32);
        Model net = model("lenet5");
        Evaluation before = Evaluation.of(net, EXCERPT.test(), EXCERPT.normalization());

        TrainingRun run = Trainer.of(plan).train(net, EXCERPT);

        assertThat(before.accuracy()).isLessThan(0.3);
        Evaluation after = Evaluation.of(run.model(), EXCERPT.test(), EXCERPT.normalization());
        assertThat(after.accuracy()).isGreaterThan(0.75);
        assertThat(run.finished()).isTrue();
        assertThat(run.epochs()).hasSize(6);
        assertThat(run.epochs().get(5).test()).isEqualTo(after);
        assertThat(run.epochs().get(5).loss()).isLessThan(run.epochs().get(0).loss());
        assertThat(run.model().history())
                .last()
                .hasToString(run.model().history().get(1).toString());
        assertThat(run.model().history().get(1).settings())
                .containsEntry("seed", "1")
                .containsEntry("epochs", "6");
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedDoesNot() {
        Model net = model("lenet5");
        Model once = Trainer.of(PLAN).train(net, SMALL).model();
        Model again = Trainer.of(PLAN).train(net, SMALL).model();
        assertThat(bits(again)).isEqualTo(bits(once));
        assertThat(bits(Trainer.of(PLAN.with(new Seed(8))).train(net, SMALL).model()))
                .isNotEqualTo(bits(once));
    }

    @Test
    void leavesTheModelItStartsFromAlone() {
        Model net = model("lenet5");
        List<List<Float>> before = bits(net);
        Trainer.of(PLAN.withEpochs(1)).train(net, SMALL);
        assertThat(bits(net)).isEqualTo(before);
    }

    /** Asks to stop at the given poll after the given step: between steps, in the midst of one, or in an evaluation. */
    private static Trainer stopping(Trainer trainer, int step, int poll) {
        AtomicInteger steps = new AtomicInteger();
        AtomicInteger polls = new AtomicInteger();
        Progress counting = (title, unit, total) -> new Progress.Task() {
            @Override
            public void at(long done, String note) {
                steps.incrementAndGet();
            }

            @Override
            public void close() {}
        };
        return trainer.reporting(counting, () -> steps.get() >= step && polls.incrementAndGet() > poll);
    }

    @ParameterizedTest(name = "{0} at poll {2} after step {1}")
    @CsvSource({"lenet5, 3, 0", "lenet5, 10, 0", "lenet5, 13, 25", "resnet8, 3, 60", "resnet8, 10, 5", "resnet8, 13, 0"
    })
    void aStoppedRunGoesOnToTheSameBits(String name, int step, int poll) {
        Model net = model(name);
        TrainingPlan plan = name.equals("lenet5") ? PLAN.with(new Optimizer.Adam(0.002)) : PLAN;
        Model straight = Trainer.of(plan).train(net, SMALL).model();
        Trainer saving = Trainer.of(plan).checkpointing(directory.resolve("run"));
        TrainingRun stopped = stopping(saving, step, poll).train(net, SMALL);

        Model given = step == 10 ? stopped.model() : net;
        TrainingRun resumed = saving.resume(given, SMALL);

        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.steps()).isEqualTo(step);
        assertThat(stopped.note()).contains("resume from");
        assertThat(resumed.finished()).isTrue();
        assertThat(resumed.epochs()).hasSize(2);
        assertThat(bits(resumed.model())).isEqualTo(bits(straight));
    }

    @Test
    void aRunOfSeveralBatchesAStepGoesOnToTheSameBits() {
        Model net = model("resnet8");
        TrainingPlan plan = PLAN.withAccumulation(3).with(new Clipping.ByNorm(0.5));
        TrainingRun straight = Trainer.of(plan).train(net, SMALL);
        Trainer saving = Trainer.of(plan).checkpointing(directory.resolve("run"));
        // A step has some 150 nodes: this stops in its third batch, after the statistics of two were seen.
        TrainingRun stopped = stopping(saving, 5, 400).train(net, SMALL);

        assertThat(straight.steps()).as("two passes of 10 batches").isEqualTo(8);
        assertThat(stopped.steps()).isEqualTo(5);
        assertThat(bits(saving.resume(net, SMALL).model())).isEqualTo(bits(straight.model()));
    }

    @Test
    void savesEvenWhenTheThreadIsInterrupted() {
        Path file = directory.resolve("interrupted");
        Trainer trainer = Trainer.of(PLAN).checkpointing(file).reporting(Progress.NONE, Cancellation.ON_INTERRUPT);
        Thread.currentThread().interrupt();
        TrainingRun run;
        boolean stillInterrupted;
        try {
            run = trainer.train(model("lenet5"), SMALL);
        } finally {
            stillInterrupted = Thread.interrupted();
        }
        assertThat(run.finished()).isFalse();
        assertThat(stillInterrupted).isTrue();
        assertThat(file).isRegularFile();
    }

    @Test
    void masksHoldThroughTraining() {
        Model net = model("vgg-small");
        String weight = net.graph().parameters().get(0).name();
        INDArray mask = net.parameters().get(weight).gt(0).castTo(DataType.FLOAT);
        Model masked = net.with(
                net.parameters(),
                Map.of(weight, new Encoding.Masked(mask, new Structure.Unstructured())),
                net.history().get(0));

        Model trained = Trainer.of(PLAN).train(masked, SMALL).model();

        INDArray zeros = trained.parameters().get(weight).eq(0).castTo(DataType.FLOAT);
        assertThat(zeros).isEqualTo(mask.rsub(1));
        assertThat(trained.encoding(weight)).isEqualTo(masked.encoding(weight));
    }

    @Test
    void aPolicyIsAskedBeforeTheFirstStepAndAfterEach() {
        List<Long> asked = new ArrayList<>();
        Policy policy = moment -> {
            assertThat(moment.steps()).isEqualTo(20);
            asked.add(moment.step());
            return moment.hold();
        };
        Trainer.of(PLAN).holding(policy).train(model("lenet5"), SMALL);
        assertThat(asked).hasSize(21).isSorted().startsWith(0L).endsWith(20L);
    }

    @Test
    void refusesToResumeAnotherRun() {
        Path file = directory.resolve("run");
        Trainer trainer = Trainer.of(PLAN).checkpointing(file);
        Model net = model("lenet5");
        trainer.reporting(Progress.NONE, () -> true).train(net, SMALL);

        assertThatThrownBy(
                        () -> Trainer.of(PLAN.withEpochs(3)).checkpointing(file).resume(net, SMALL))
                .hasMessageContaining("another plan")
                .hasMessageContaining("epochs=2")
                .hasMessageContaining("epochs=3");
        assertThatThrownBy(() -> trainer.resume(net, EXCERPT)).hasMessageContaining("other data");
        assertThatThrownBy(() -> trainer.resume(model("resnet8"), SMALL)).hasMessageContaining("another model");
        assertThatThrownBy(() -> Trainer.of(PLAN).resume(net, SMALL)).hasMessageContaining("nothing to resume");
    }

    @Test
    void refusesADamagedCheckpoint() throws Exception {
        Path file = directory.resolve("run");
        Trainer trainer = Trainer.of(PLAN).checkpointing(file);
        Model net = model("lenet5");
        trainer.reporting(Progress.NONE, () -> true).train(net, SMALL);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> trainer.resume(net, SMALL))
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("Exception");
    }

    @Test
    void saysWhereTrainingDiverges() {
        assertThatThrownBy(() -> Trainer.of(PLAN.with(new Optimizer.Sgd(1e20, 0, 0, false)))
                        .train(model("lenet5"), SMALL))
                .isInstanceOf(DivergenceException.class)
                .hasMessage("the loss became NaN at step 2; the first numbers that are not finite are those of"
                        + " 'conv2' (Conv2d); the learning rate was 1.00e+20; there is no earlier checkpoint; use a smaller"
                        + " rate, or clip gradients");
    }

    @Test
    void aWeightThatIsNotFiniteNeverReachesACheckpoint() {
        Path file = directory.resolve("run");
        Trainer trainer = Trainer.of(PLAN).checkpointing(file);
        Model net = model("lenet5");
        stopping(trainer, 12, 0).train(net, SMALL);
        Trainer faulty = trainer.on(failingAt(3, "moved/conv2.weight"));

        assertThatThrownBy(() -> stopping(faulty, 3, 0).resume(net, SMALL))
                .isInstanceOf(DivergenceException.class)
                .hasMessage(
                        "parameter 'conv2.weight' is not finite any more after step 15; the learning rate was 0.0103;"
                                + " the last good checkpoint is " + file
                                + ", of step 12; use a smaller rate, or clip gradients");
        assertThatThrownBy(() -> trainer.on(failingAt(3, "moved/conv2.weight")).resume(net, SMALL))
                .hasMessageStartingWith("the loss became NaN at step 16")
                .hasMessageContaining(
                        "parameter 'conv2.weight', so the update of step 15 made them; the learning rate");
        assertThat(trainer.resume(net, SMALL).finished()).isTrue();
    }

    /** An engine with a defect: in one of its runs, an output is not a number. */
    private static Engine failingAt(int run, String output) {
        return graph -> {
            Executor sound = Engine.REFERENCE.executor(graph);
            AtomicInteger runs = new AtomicInteger();
            return new Executor() {
                @Override
                public Map<String, INDArray> run(
                        Map<String, INDArray> feeds, Map<String, INDArray> into, Cancellation cancellation) {
                    Map<String, INDArray> results = sound.run(feeds, into, cancellation);
                    if (results.containsKey(output) && runs.incrementAndGet() == run) {
                        results.get(output).assign(Float.NaN);
                    }
                    return results;
                }

                @Override
                public void close() {
                    sound.close();
                }
            };
        };
    }

    @Test
    void refusesAModelThatDoesNotFitTheData() {
        Model colour = Zoo.create("lenet5", Shape.of(3, 32, 32), 10, new Seed(1));
        assertThatThrownBy(() -> Trainer.of(PLAN).train(colour, SMALL))
                .hasMessageContaining("[N, 3, 32, 32]")
                .hasMessageContaining("[N, 1, 28, 28]");
        Model seven = Zoo.create("lenet5", Shape.of(1, 28, 28), 7, new Seed(1));
        assertThatThrownBy(() -> Evaluation.of(seven, SMALL.test(), SMALL.normalization()))
                .hasMessageContaining("[N, 7]")
                .hasMessageContaining("10 classes");
    }

    @Test
    void tellsHowFarItIs() {
        List<String> told = new ArrayList<>();
        Progress progress = (title, unit, total) -> {
            told.add(title + " " + total + " " + unit);
            return new Progress.Task() {
                @Override
                public void at(long done, String note) {
                    told.add(done + " " + note);
                }

                @Override
                public void close() {
                    told.add("closed");
                }
            };
        };
        Trainer.of(PLAN).reporting(progress, Cancellation.NEVER).train(model("lenet5"), SMALL);
        assertThat(told).hasSize(2 * 12).startsWith("epoch 1/2 300 images").endsWith("closed");
        assertThat(told.get(10)).matches("300 loss \\d\\.\\d{3}, accuracy \\d+\\.\\d%");
    }

    private static List<List<Float>> bits(Model model) {
        Parameters parameters = model.parameters();
        return parameters.arrays().values().stream()
                .map(array -> {
                    List<Float> numbers = new ArrayList<>();
                    for (float number : array.dup('c').data().asFloat()) {
                        numbers.add(number);
                    }
                    return numbers;
                })
                .toList();
    }
}
