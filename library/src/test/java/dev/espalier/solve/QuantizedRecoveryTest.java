package dev.espalier.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.Step;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.quantize.Quantize;
import dev.espalier.study.Replay;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Levels as a goal. A model refuses weights that are not on the levels of their encoding, so every result is checked. */
class QuantizedRecoveryTest {

    private static final Split EXCERPT = FashionMnist.excerpt();
    private static final Split DATA =
            new Split(EXCERPT.train().take(160), EXCERPT.test().take(60));
    private static final TrainingPlan PLAN = TrainingPlan.of(2, new Seed(7)).withBatchSize(32);
    private static final Quantize QUANTIZE = Quantize.to(new LevelSet.SumOfPowers(4));
    private static final Prune PRUNE = Prune.unstructured(Rate.times(3));
    private static final List<Solver> SOLVERS =
            List.of(new OneShot(), new Gradual(2, 0.5), new Admm(1e-2, 10, 2, 1, 2), new StraightThrough(3, 0.75));

    private static final Model START = start();

    @TempDir
    Path directory;

    private static Model start() {
        var net = new ModelBuilder("small");
        Value x = net.conv("stem", net.input(1, 28, 28), Conv2d.square(8, 3, 2, 1));
        x = net.conv("body", net.relu(net.batchNorm("bn1", x)), Conv2d.square(16, 3, 2, 1));
        x = net.globalAveragePool(net.relu(net.batchNorm("bn2", x)));
        return net.build(net.linear("classifier", x, 10), new Seed(3));
    }

    private static float[] bits(Model model, String parameter) {
        return model.parameters().get(parameter).dup('c').data().asFloat();
    }

    private static void expectSame(Model model, Model expected) {
        for (String name : expected.parameters().names()) {
            assertThat(Arrays.equals(bits(model, name), bits(expected, name)))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void everySolverEndsOnTheLevels() {
        for (Solver solver : SOLVERS) {
            Recovered recovered = new Recovery(QUANTIZE, solver, Trainer.of(PLAN)).run(START, DATA);
            INDArray weight = recovered.model().parameters().get("body.weight");
            Encoding.Quantized encoding = (Encoding.Quantized) recovered.model().encoding("body.weight");
            assertThat(SignedLevels.of(weight, encoding).levels()).hasSize((int) weight.length());
            assertThat(recovered.toString()).startsWith(solver.name() + " quantization, judged on ");
        }
    }

    @Test
    void prunedAndQuantizedAtOnce() {
        for (Solver solver : SOLVERS) {
            Model model = new Recovery(PRUNE.and(QUANTIZE), solver, Trainer.of(PLAN))
                    .run(START, DATA)
                    .model();
            Encoding.Quantized encoding = (Encoding.Quantized) model.encoding("body.weight");
            assertThat(encoding.masked().orElseThrow().kept()).isEqualTo(16 * 8 * 9 / 3);
            assertThat(model.encoding("stem.weight").masked())
                    .as("the first convolution keeps all")
                    .isEmpty();
            assertThat(model.history().get(1).verb()).isEqualTo("prune+quantize");
            assertThat(model.history().get(1).settings()).containsKeys("prune.rate", "quantize.levels");
        }
    }

    @Test
    void aQuantizedModelIsTrainedOnItsLevels() {
        Model quantized = QUANTIZE.apply(START).model();
        Model trained = Trainer.of(PLAN.with(new Optimizer.Sgd(0.5)))
                .train(quantized, DATA)
                .model();
        Encoding.Quantized before = (Encoding.Quantized) quantized.encoding("body.weight");
        Encoding.Quantized after = (Encoding.Quantized) trained.encoding("body.weight");
        assertThat(after.scales()).isEqualTo(before.scales());
        assertThat(bits(trained, "body.weight")).isNotEqualTo(bits(quantized, "body.weight"));
    }

    @Test
    void aStoppedRunGoesOnToTheSameWeights() {
        for (Solver solver : SOLVERS) {
            Recovery straight = new Recovery(PRUNE.and(QUANTIZE), solver, Trainer.of(PLAN));
            Model expected = straight.run(START, DATA).model();
            Trainer saving = straight.trainer().checkpointing(directory.resolve(solver.name()));
            AtomicInteger steps = new AtomicInteger();
            Progress counting = (title, unit, total) -> new Progress.Task() {
                @Override
                public void at(long done, String note) {
                    steps.addAndGet(title.startsWith("epoch") ? 1 : 0);
                }

                @Override
                public void close() {}
            };
            Recovered stopped = new Recovery(straight.aim(), solver, saving.reporting(counting, () -> steps.get() >= 7))
                    .run(START, DATA);
            assertThat(stopped.after()).isEmpty();
            expectSame(
                    new Recovery(straight.aim(), solver, saving)
                            .resume(START, DATA)
                            .model(),
                    expected);
        }
    }

    @Test
    void historiesOfBothAreDoneAgain() {
        Model model = new Recovery(PRUNE.and(QUANTIZE), new Admm(1e-2, 10, 2, 1, 2), Trainer.of(PLAN))
                .run(START, DATA)
                .model();
        Model again = Replay.of(model.history().subList(1, model.history().size()))
                .on(DATA)
                .run(START);
        expectSame(again, model);
        assertThatThrownBy(() -> Both.steps(Step.of("prune+quantize", "rate", "4x")))
                .hasMessage("'prune+quantize' has a setting 'rate' that begins with neither of its verbs; write"
                        + " prune.rate or quantize.rate");
    }

    @Test
    void lassoAndRoundsNeedWeightsToDrop() {
        for (Solver solver : List.of(GroupLasso.USUAL, new IterativeMagnitude(1, 0))) {
            assertThatThrownBy(() -> new Recovery(QUANTIZE, solver, Trainer.of(PLAN)).run(START, DATA))
                    .hasMessageContaining("'stem'")
                    .hasMessageEndingWith("use admm or straight-through");
        }
    }
}
