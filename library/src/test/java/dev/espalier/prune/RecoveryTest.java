package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.constraint.Weights;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Progress;
import dev.espalier.solve.Admm;
import dev.espalier.solve.Gradual;
import dev.espalier.solve.GroupLasso;
import dev.espalier.solve.IterativeMagnitude;
import dev.espalier.solve.OneShot;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.solve.StraightThrough;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pruning and retraining on real images: the excerpt of Fashion-MNIST in the jar. */
class RecoveryTest {

    private static final Split DATA = FashionMnist.excerpt();
    private static final Split SMALL =
            new Split(DATA.train().take(192), DATA.test().take(100));
    private static final TrainingPlan PLAN = TrainingPlan.of(2, new Seed(7)).withBatchSize(32);
    private static final Rate RATE = Rate.times(6);
    private static final List<Solver> SOLVERS = List.of(
            new OneShot(),
            new Gradual(4, 0.5),
            new Admm(1e-2, 10, 2, 1, 2),
            new GroupLasso(1e-3, 1e-3, 2, 1),
            new IterativeMagnitude(2, 1),
            new StraightThrough(3, 0.75));

    private static Model trained;

    @TempDir
    Path directory;

    @BeforeAll
    static void train() {
        TrainingPlan plan = TrainingPlan.of(3, new Seed(1)).withBatchSize(32);
        trained = Trainer.of(plan).train(small(), DATA).model();
    }

    /** A 3x3 and a 1x1 layer to prune, and early strides to keep it quick. */
    private static Model small() {
        var net = new ModelBuilder("small");
        Value x = net.conv("stem", net.input(1, 28, 28), Conv2d.square(8, 3, 2, 1));
        x = net.conv("spatial", net.relu(net.batchNorm("bn1", x)), Conv2d.square(16, 3, 2, 1));
        x = net.conv("point", net.relu(net.batchNorm("bn2", x)), Conv2d.square(32, 1, 1, 0));
        x = net.globalAveragePool(net.relu(net.batchNorm("bn3", x)));
        return net.build(net.linear("classifier", x, 10), new Seed(3));
    }

    private static Recovery recovery(Prune prune, Solver solver) {
        return new Recovery(prune, solver, Trainer.of(PLAN));
    }

    @Test
    void trainingRecoversWhatPruningCost() {
        Recovered recovered = recovery(Prune.pattern(RATE), new OneShot()).run(trained, DATA);

        double before = recovered.before().accuracy();
        double unrecovered = recovered.unrecovered().accuracy();
        double after = recovered.after().orElseThrow().accuracy();
        assertThat(before).as("far from the 0.1 of guessing").isGreaterThan(0.5);
        assertThat(unrecovered).as("the price is shown").isLessThan(before - 0.1);
        assertThat(after).isGreaterThan(unrecovered + 0.1);
        assertThat(Evaluation.of(recovered.model(), DATA.test(), DATA.normalization()))
                .isEqualTo(recovered.after().orElseThrow());
        assertThat(recovered.toString().split("\n"))
                .anySatisfy(line -> assertThat(line).contains("as given").contains(percent(before)))
                .anySatisfy(line ->
                        assertThat(line).contains("at once, before recovery").contains(percent(unrecovered)))
                .anySatisfy(line -> assertThat(line).contains("after recovery").contains(percent(after)));
    }

    private static String percent(double share) {
        return String.format("%.2f%%", 100 * share);
    }

    @Test
    void everySolverEndsWithExactlyTheRateOfEveryStructure() {
        for (Solver solver : SOLVERS) {
            for (Prune prune : List.of(Prune.unstructured(RATE), Prune.pattern(RATE))) {
                Recovered recovered = recovery(prune, solver).run(trained, SMALL);
                PrunePlan plan = PrunePlan.of(trained, prune);
                assertThat(prune.describe(trained, recovered.model()).layers()).isEqualTo(plan.layers());
                for (PrunedLayer layer : plan.pruned()) {
                    INDArray weight = recovered.model().parameters().get(layer.parameter());
                    Encoding.Masked masked = (Encoding.Masked) recovered.model().encoding(layer.parameter());
                    assertThat(masked.kept()).isEqualTo(layer.kept());
                    assertThat(weight.mul(masked.mask())).isEqualTo(weight);
                    assertThat(nonZero(weight)).isEqualTo(layer.kept());
                    assertThat(masked.structure()).isEqualTo(plan.set(layer).structure());
                    assertThat(plan.set(layer).project(weight).weights())
                            .as("still a member of the set")
                            .isEqualTo(weight);
                }
            }
        }
    }

    private static long nonZero(INDArray weight) {
        long count = 0;
        for (float one : Weights.of(weight)) {
            count += one == 0 ? 0 : 1;
        }
        return count;
    }

    @Test
    void theHistoryTellsTheSolver() {
        Model model = recovery(Prune.pattern(RATE), new Gradual(4, 0.5))
                .run(trained, SMALL)
                .model();
        assertThat(model.history().get(model.history().size() - 2))
                .hasToString("prune structure=pattern:8 rate=6x solver=gradual:rounds=4,until=0.5");
        assertThat(model.history().get(model.history().size() - 1).verb()).isEqualTo("train");
    }

    @Test
    void theModelThatWasGivenIsLeftAlone() {
        Map<String, INDArray> before = trained.parameters().copy().arrays();
        recovery(Prune.unstructured(RATE), new Gradual(4, 0.5)).run(trained, SMALL);
        assertThat(trained.parameters().arrays()).isEqualTo(before);
        assertThat(trained.encodings()).isEmpty();
    }

    @Test
    void aStoppedRunGoesOnToTheSameWeights() {
        for (Solver solver : SOLVERS) {
            for (int stop : new int[] {5, 9, 14, 27}) {
                resumesAfter(stop, recovery(Prune.pattern(RATE), solver));
            }
        }
    }

    private void resumesAfter(int stop, Recovery straight) {
        Recovered expected = straight.run(trained, SMALL);
        Trainer saving = straight.trainer()
                .checkpointing(directory.resolve(straight.solver().name() + stop));
        AtomicInteger steps = new AtomicInteger();
        Progress counting = (title, unit, total) -> new Progress.Task() {
            @Override
            public void at(long done, String note) {
                steps.addAndGet(title.startsWith("epoch") ? 1 : 0);
            }

            @Override
            public void close() {}
        };
        Recovered stopped = new Recovery(
                        straight.aim(), straight.solver(), saving.reporting(counting, () -> steps.get() >= stop))
                .run(trained, SMALL);
        if (steps.get() < stop) {
            return;
        }
        assertThat(stopped.after()).isEmpty();
        assertThat(stopped.toString()).contains("stopped before the end of recovery: stopped at step");

        Recovered resumed = new Recovery(straight.aim(), straight.solver(), saving).resume(trained, SMALL);
        assertThat(bits(resumed.model()))
                .as(straight.solver() + " stopped after step " + stop)
                .isEqualTo(bits(expected.model()));
        assertThat(resumed.residuals()).isEqualTo(expected.residuals());
        assertThat(resumed.stages()).isEqualTo(expected.stages());
    }

    private static Map<String, List<Float>> bits(Model model) {
        Map<String, List<Float>> bits = new LinkedHashMap<>();
        model.parameters().arrays().forEach((name, array) -> {
            List<Float> numbers = new ArrayList<>();
            for (float number : array.dup('c').data().asFloat()) {
                numbers.add(number);
            }
            bits.put(name, numbers);
        });
        return bits;
    }

    @Test
    void whatCannotBePrunedIsKnownBeforeAnyTraining() {
        assertThatThrownBy(() ->
                        recovery(Prune.pattern(Rate.times(2)), new OneShot()).run(trained, SMALL))
                .hasMessageStartingWith("rate 2x is below 2.25x");
    }
}
