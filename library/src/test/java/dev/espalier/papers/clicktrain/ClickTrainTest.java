package dev.espalier.papers.clicktrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.training.SparseEngine;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Numbers;
import dev.espalier.model.Seed;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Importance;
import dev.espalier.prune.PatternLibrary;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The whole method on a network with kernels of 3x3 and of 1x1, in a few seconds. */
class ClickTrainTest {

    private static final Split DATA = new Split(
            FashionMnist.excerpt().train().take(320).pooled(4),
            FashionMnist.excerpt().test().take(100).pooled(4));
    private static final String SPATIAL = "conv2.weight";
    private static final String POINTWISE = "conv3.weight";

    private static Model network() {
        ModelBuilder net = new ModelBuilder("little");
        Value x = net.relu(net.batchNorm("bn1", net.conv("conv1", net.input(1, 7, 7), Conv2d.square(8, 3, 1, 1))));
        x = net.relu(net.batchNorm("bn2", net.conv("conv2", x, Conv2d.square(12, 3, 1, 1))));
        x = net.relu(net.batchNorm("bn3", net.conv("conv3", x, Conv2d.square(16, 1, 1, 0))));
        return net.build(net.linear("fc", net.globalAveragePool(x), 10), new Seed(1));
    }

    private static ClickTrain quick() {
        ClickTrain usual = ClickTrain.removing(KernelRatios.of(50, 25), 6, new Seed(2));
        return usual.by(usual.trainer().with(usual.trainer().plan().withBatchSize(32)));
    }

    private static float[] numbers(Model model, String weight) {
        return Numbers.of(model.parameters().get(weight));
    }

    @Test
    void whatStaysFollowsTheRatiosAndThePatterns() {
        Clicked clicked = quick().train(network(), DATA);
        Model model = clicked.model();
        assertThat(model.masks()).containsOnlyKeys(SPATIAL, POINTWISE);
        // 96 kernels of 3x3, half of which stay with 4 weights each; 192 of 1x1, of which three quarters stay.
        assertThat(model.masks().get(SPATIAL).kept()).isEqualTo(48 * 4);
        assertThat(model.masks().get(POINTWISE).kept()).isEqualTo(144);
        for (String weight : List.of(SPATIAL, POINTWISE)) {
            INDArray mask = model.masks().get(weight).mask();
            INDArray array = model.parameters().get(weight);
            assertThat(array.mul(mask)).as("zero outside of the mask").isEqualTo(array);
        }
        assertThat(clicked.library()).isEqualTo(PatternLibrary.CLICKTRAIN4.patterns());
        assertThat(clicked.patterns()).containsOnlyKeys(clicked.library());
        assertThat(clicked.patterns().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(48);
        assertThat(model.masks().get(SPATIAL).structure())
                .isEqualTo(new Structure.PatternConnectivity(clicked.library()));
        double all = 8 * 9 + 8 * 12 * 9 + 12 * 16 + 2 * (8 + 12 + 16);
        assertThat(clicked.ratio()).isCloseTo(all / (8 * 9 + 192 + 144 + 72), within(1e-9));
        assertThat(clicked.pruned().layers()).extracting(layer -> layer.kept()).containsExactly(72L, 192L, 144L, 160L);
        assertThat(model.history()).extracting(step -> step.verb()).containsExactly("build", "clicktrain");
        assertThat(clicked.toString()).contains("before the cut", "trained on", "2.50x fewer");
    }

    @Test
    void thePenaltyEmptiesWhatIsCutAndTheLastEpochsCount() {
        ClickTrain steps =
                quick().by(quick().trainer().with(quick().trainer().plan().withBatchSize(8)));
        Clicked pressed = steps.train(network(), DATA);
        Clicked free = steps.with(Lambda.NONE).train(network(), DATA);
        // Chosen after epoch 2, cut after epoch 4.
        assertThat(pressed.outside()).hasSize(3).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(pressed.outside().get(0)).isEqualTo(free.outside().get(0));
        assertThat(pressed.left()).isLessThan(0.1);
        assertThat(free.left()).isGreaterThan(0.8);
        assertThat(Math.abs(pressed.drop())).isLessThanOrEqualTo(Math.abs(free.drop()));
        assertThat(pressed.after().accuracy())
                .isEqualTo(pressed.run().epochs().get(5).test().accuracy());
        assertThat(pressed.after().accuracy()).as("far above chance").isGreaterThan(0.3);
    }

    /** Masks are those of the importance at the weights of E_c, which a run of E_c epochs has. */
    @Test
    void masksAreChosenFromTheWeightsOfTheirEpoch() {
        Clicked clicked = quick().train(network(), DATA);
        TrainingPlan plan =
                quick().trainer().plan().withEpochs(2).with(Stages.of(6).schedule());
        Model then = Trainer.of(plan).train(network(), DATA).model();
        Structure.PatternConnectivity library =
                new Structure.PatternConnectivity(PatternLibrary.CLICKTRAIN4.patterns());
        KernelChoice expected = KernelChoice.of(
                SPATIAL,
                then.parameters().get(SPATIAL),
                new Importance.Gradient(10)
                        .settle(then, Optional.of(DATA))
                        .of(SPATIAL, then.parameters().arrays()),
                library,
                50);
        assertThat(clicked.model().masks().get(SPATIAL).mask()).isEqualTo(expected.mask());
    }

    @Test
    void theLastEpochsCanLeaveOutWhatIsMasked() {
        Clicked dense = quick().train(network(), DATA);
        Clicked sparse = quick().by(quick().trainer().on(new SparseEngine())).train(network(), DATA);
        assertThat(sparse.soft().parameters().get(SPATIAL))
                .isEqualTo(dense.soft().parameters().get(SPATIAL));
        assertThat(sparse.model().masks().get(SPATIAL).mask())
                .isEqualTo(dense.model().masks().get(SPATIAL).mask());
        float[] expected = numbers(dense.model(), SPATIAL);
        assertThat(numbers(sparse.model(), SPATIAL)).containsExactly(expected, within(1e-3f));
    }

    @Test
    void patternsCanBeMinedFromTheNetwork() {
        Clicked clicked =
                quick().with(new Scheme.Pattern(5)).by(new Importance.L2()).train(network(), DATA);
        assertThat(clicked.library()).hasSize(5).allMatch(pattern -> pattern.keeps(1, 1) && pattern.kept() == 4);
        assertThat(clicked.model().masks().get(SPATIAL).kept()).isEqualTo(192);
    }

    @Test
    void theSameSeedGivesTheSameAlsoAfterAStop(@TempDir Path folder) {
        Clicked whole = quick().train(network(), DATA);
        for (int steps : new int[] {15, 30, 45}) {
            Trainer saving = quick().trainer().checkpointing(folder.resolve("run" + steps));
            AtomicInteger asked = new AtomicInteger();
            ClickTrain stopping =
                    quick().by(saving.reporting(Progress.NONE, () -> asked.incrementAndGet() > 40 * steps));
            assertThatThrownBy(() -> stopping.train(network(), DATA))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("resume from");
            Clicked resumed = quick().by(saving).resume(network(), DATA);
            for (String name : whole.model().parameters().names()) {
                assertThat(numbers(resumed.model(), name)).as(name).isEqualTo(numbers(whole.model(), name));
            }
            assertThat(resumed.outside()).isEqualTo(whole.outside());
            assertThat(resumed.before()).isEqualTo(whole.before());
        }
    }

    /** What pruning after training is compared with removes as much of every layer. */
    @Test
    void theSamePruningAfterTraining() {
        Prune prune = quick().asPrune(network());
        Model pruned = prune.by(new Importance.L2()).apply(network()).model();
        assertThat(pruned.masks().get(SPATIAL).kept()).isEqualTo(192);
        assertThat(pruned.masks().get(POINTWISE).kept()).isEqualTo(144);
        assertThat(prune.rate().times()).isCloseTo((864.0 + 192) / (192 + 144), within(1e-9));
    }

    @Test
    void lambdaReachesAsFarInShortRunsAsInLongOnes() {
        // VGG-11 of the authors: S2 is 65 epochs at 0.01 and 13 at 0.001, of 390 steps, with a momentum of 0.9.
        TrainingPlan plan = TrainingPlan.of(190, new Seed(1)).with(new Optimizer.Sgd(0.1, 0.9, 5e-4, false));
        Stages stages = new Stages(65, 143, 190, List.of(55, 130));
        double norm = 3.5e-4 * 390 * (65 * 0.01 + 13 * 0.001) / 0.1;
        assertThat(norm).isCloseTo(0.905, within(1e-3));
        assertThat(new Lambda.Reach(norm).of(plan, stages, 390)).isCloseTo(3.5e-4, within(1e-12));
        assertThat(new Lambda.Reach(norm).of(plan, stages, 39)).isCloseTo(3.5e-3, within(1e-12));
        assertThatThrownBy(() -> Lambda.USUAL.of(plan.with(new Optimizer.Adam(1e-3)), stages, 390))
                .hasMessageContaining("known of SGD alone")
                .hasMessageContaining("give lambda as a number, such as 0.001");
        for (String text : List.of("3.5E-4", "reach:1.0")) {
            assertThat(Lambda.parse(text)).hasToString(text);
        }
    }

    /** The first lambda that presses far enough is taken, and none after it is tried. */
    @Test
    void aPilotChoosesTheLeastLambdaThatDoesItsWork() {
        ClickTrain little = quick().during(Stages.of(3));
        List<Lambda> candidates = List.of(Lambda.NONE, new Lambda.Reach(1), new Lambda.Reach(2));
        List<LambdaPilot.Trial> trials =
                new LambdaPilot(candidates, 0.5).run(little, List.of(network(), network()), DATA);
        assertThat(trials).extracting(LambdaPilot.Trial::lambda).isEqualTo(candidates.subList(0, 2));
        assertThat(trials.get(0).left()).isGreaterThan(0.9);
        assertThat(trials.get(1).left())
                .isEqualTo(trials.get(1).runs().get(0).left())
                .isLessThan(0.5);
        assertThat(trials.get(1).runs()).hasSize(2);
        assertThatThrownBy(() -> new LambdaPilot(List.of(Lambda.NONE), 0.5).run(little, List.of(network()), DATA))
                .hasMessageStartingWith(
                        "no lambda takes the norm outside of the masks below 50.0%: lambda 0.0 leaves at")
                .hasMessageEndingWith("% of the norm; try larger ones, or more epochs");
        assertThatThrownBy(() -> new LambdaPilot(List.of(), 0.5))
                .hasMessage(
                        "0 lambdas to try until 0.5 of the norm is left; give some, and a part above 0 and below 1");
    }

    @Test
    void stagesOfTheSpecification() {
        assertThat(Stages.of(15)).isEqualTo(new Stages(5, 11, 15, List.of(5, 10)));
        for (int epochs = 3; epochs < 200; epochs++) {
            assertThat(Stages.of(epochs).epochs()).isEqualTo(epochs);
        }
    }

    @Test
    void mistakesSayWhatWouldBeRight() {
        assertThatThrownBy(() -> quick().with(new Scheme.Fixed(new Structure.Filter())))
                .hasMessage("ClickTrain with structure filter; it takes patterns, such as pattern:clicktrain4");
        assertThatThrownBy(() -> ClickTrain.removing(KernelRatios.of(50, 25, 5), 6, new Seed(1))
                        .train(network(), DATA))
                .hasMessage(
                        "3 kernel ratios for 2 layers to prune, [conv2, conv3]; give one for each, or a single one");
        assertThatThrownBy(() -> ClickTrain.removing(KernelRatios.of(99.9), 6, new Seed(1))
                        .train(network(), DATA))
                .hasMessage("layer 'conv2' has 96 kernels, of which a ratio of 99.9 % leaves none; give a smaller one");
        assertThatThrownBy(() -> KernelRatios.parse("35,x"))
                .hasMessage("'35,x' are no kernel ratios; write percentages with commas between them, such as 35,45,55,"
                        + " or one for all layers");
        assertThatThrownBy(() -> KernelRatios.of(100))
                .hasMessage("a kernel ratio of 100.0 %; it must be at least 0 and below 100");
        assertThatThrownBy(() -> new Stages(5, 5, 15, List.of(5)))
                .hasMessage(
                        "masks chosen after 5 epochs and applied after 5 of 15; there must be epochs before, between"
                                + " and after, 5 and 11 of 15 for example");
        assertThatThrownBy(() -> Stages.of(2))
                .hasMessage(
                        "2 epochs; ClickTrain needs one before masks are chosen, one under the penalty and one after");
        assertThatThrownBy(() -> Lambda.parse("much"))
                .hasMessage("'much' is no lambda; write a number such as 3.5e-4, or how far it is to reach, reach:1.0");
        assertThatThrownBy(() -> quick().by(new Importance.BatchNormScale()))
                .hasMessage("importance bn-scale ranks whole filters; patterns and kernels take gradient, l2, l1 or"
                        + " random");
        Model pruned =
                Prune.pattern(Rate.times(4)).only("conv2").apply(network()).model();
        assertThatThrownBy(() -> quick().train(pruned, DATA))
                .hasMessage("'conv2.weight' of 'little' is masked or quantized already; ClickTrain prunes dense layers,"
                        + " so exclude it");
        ClickTrain elsewhere = quick().with(new LayerChoice(List.of("conv3"), List.of(), List.of()));
        assertThatThrownBy(() -> elsewhere.train(pruned, DATA)).hasMessageStartingWith("2 kernel ratios for 1 layers");
    }
}
