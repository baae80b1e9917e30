package dev.espalier.papers.lps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Pull;
import dev.espalier.train.Trainer;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SequentialTest {

    private static final Phases PHASES = Phases.of(4, 1, 1);

    private static Trainer trainer() {
        return Trainer.of(LearnPruneShare.plan(new Seed(3)).withBatchSize(16).with(new Optimizer.Adam(1e-2)));
    }

    /** The gradient of Σ over tasks of ½ lambda Σ F (w - w*)² by finite differences, against that of the pulls. */
    @Property(tries = 50)
    void thePullsAreThePenaltyOfAllEarlierTasks(@ForAll long seed) {
        RandomGenerator random = new Seed(seed).generator();
        int n = 6;
        double lambda = 3;
        double[][] f = new double[3][n];
        double[][] at = new double[3][n];
        Consolidation all = Consolidation.NONE;
        for (int task = 0; task < 3; task++) {
            for (int i = 0; i < n; i++) {
                f[task][i] = i == 0 ? 0 : random.nextDouble();
                at[task][i] = random.nextGaussian();
            }
            all = all.with(Map.of("w", floats(f[task])), new Parameters(Map.of("w", floats(at[task]))));
        }
        Pull pull = all.pulls(lambda).get("w");
        INDArray anchor = pull.anchor().orElseThrow();
        for (int i = 0; i < n; i++) {
            double w = random.nextGaussian();
            double step = 1e-4;
            double difference =
                    (penalty(f, at, lambda, i, w + step) - penalty(f, at, lambda, i, w - step)) / (2 * step);
            assertThat(pull.strength().getDouble(i) * (w - anchor.getDouble(i))).isCloseTo(difference, within(1e-4));
        }
    }

    private static double penalty(double[][] f, double[][] at, double lambda, int i, double w) {
        double sum = 0;
        for (int task = 0; task < f.length; task++) {
            sum += 0.5 * lambda * f[task][i] * Math.pow(w - at[task][i], 2);
        }
        return sum;
    }

    private static INDArray floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return Nd4j.createFromArray(floats);
    }

    /** Of a head's bias b, F = E[(p_y - 1)² or p_c²], which is p (1 - p) for answers drawn from p. */
    @Test
    void theFisherInformationOfABiasIsTheVarianceOfItsClass() {
        Model model = TinyTasks.perceptron();
        Model flat = model.with(
                model.parameters()
                        .with("fc3.weight", model.parameters().get("fc3.weight").like()),
                Step.of("flatten"));
        flat = flat.with(
                flat.parameters().with("fc3.bias", Nd4j.createFromArray(new float[] {0, (float) Math.log(2), 0})),
                Step.of("lean"));
        Task task = TinyTasks.of(3).get(0);
        INDArray fisher = Fisher.of(flat, task, List.of("fc3.bias"), 96, new Seed(1), trainer())
                .get("fc3.bias");
        // p = 1/4, 1/2, 1/4; the standard error of (y_c - p_c)² over 96 draws is at most 0.026.
        assertThat(fisher.getDouble(0)).isCloseTo(0.1875, within(0.08));
        assertThat(fisher.getDouble(1)).as("always 1/4").isCloseTo(0.25, within(1e-5));
        assertThat(fisher.getDouble(2)).isCloseTo(0.1875, within(0.08));
    }

    @Test
    void answersAreDrawnAsOftenAsTheyAreLikely() {
        RandomGenerator random = new Seed(5).generator();
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            counts[Fisher.draw(new float[] {1000, 1000 + (float) Math.log(2), 1000}, random)]++;
        }
        // Five standard errors of a share of 1/2 in 30,000 draws are 0.0144.
        assertThat(counts[1] / 30_000.0).isCloseTo(0.5, within(0.0144));
        assertThat(counts[0] / 30_000.0).isCloseTo(0.25, within(0.0144));
    }

    @Test
    void fineTuningForgetsAndConsolidationHoldsWeights() {
        List<Task> tasks = TinyTasks.of(3, 3, 3);
        Model model = TinyTasks.perceptron();
        Lifelong tuned = new Sequential(tasks, 0, 50, PHASES, trainer()).learn(model);
        Lifelong held = new Sequential(tasks, 1e4, 50, PHASES, trainer()).learn(model);
        assertThat(tuned.changed().get(0)).isPositive();
        assertThat(tuned.changed().get(2)).as("nothing came after").isZero();
        assertThat(tuned.accuracy(2)).isGreaterThan(0.6);
        assertThat(moved(held)).isLessThan(moved(tuned));
        assertThat(tuned.accuracies().get(0))
                .as("the first task knows no other")
                .isEqualTo(held.accuracies().get(0));
    }

    /** How far the second and third task move weights from those of the individual first. */
    private static double moved(Lifelong net) {
        Model first = new Individual(TinyTasks.of(3), PHASES, trainer())
                .learn(TinyTasks.perceptron())
                .model(0);
        return net.model(0)
                .parameters()
                .get("fc1.weight")
                .distance2(first.parameters().get("fc1.weight"));
    }

    @Test
    void individualNetworksStartFromTheSame() {
        List<Task> tasks = TinyTasks.of(3, 2);
        Lifelong nets = new Individual(tasks, PHASES, trainer()).learn(TinyTasks.convolutional());
        assertThat(nets.changed()).containsExactly(0, 0);
        assertThat(nets.backwardTransfer()).isZero();
        assertThat(nets.mean()).isGreaterThan(0.7);
    }

    @Test
    void lambdaMustNotBeNegative() {
        assertThatThrownBy(() -> new Sequential(TinyTasks.of(3), -1, 50, PHASES, trainer()))
                .hasMessage("consolidation with lambda -1.0; it must be at least 0");
    }
}
