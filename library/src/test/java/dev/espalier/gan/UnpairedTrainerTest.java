package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.DomainSplit;
import dev.espalier.data.Domains;
import dev.espalier.data.FashionMnist;
import dev.espalier.distill.Alignment;
import dev.espalier.distill.FeatureLoss;
import dev.espalier.distill.LayerPair;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.progress.Progress;
import dev.espalier.train.Clothes;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sandals to sneakers and back, on real images. */
class UnpairedTrainerTest {

    private static final DomainSplit ALL = DomainSplit.of(FashionMnist.excerpt(), "sandal", "sneaker");
    private static final DomainSplit SHOES = new DomainSplit(
            new Domains(ALL.train().from().take(96), ALL.train().to().take(88)), ALL.test());
    private static final CycleNetworks NETWORKS = new CycleNetworks(
            Nets.generator(4, new Seed(1)),
            Nets.generator(4, new Seed(2)),
            Nets.discriminator(1, new Seed(3)),
            Nets.discriminator(1, new Seed(4)));
    private static final GanPlan PLAN = plan(2);
    private static final Coach COACH = new Coach(
            Nets.generator(6, new Seed(7)),
            Optional.<FeatureLoss>of(Alignment.of(1, LayerPair.of("relu1"), LayerPair.of("relu2"))));

    @TempDir
    Path directory;

    private static GanPlan plan(int epochs) {
        Optimizer adam = new Optimizer.Adam(2e-3, 0.5, 0.999, 1e-8, 0);
        return GanPlan.unpaired(epochs, 0, new Seed(5))
                .with(adam, adam)
                .withBatchSize(8)
                .during(epochs, new Schedule.LinearDecay(1));
    }

    @Test
    void imagesComeBackNearerAndNearer() {
        CycleRun run = UnpairedTrainer.of(plan(4)).train(NETWORKS, SHOES);
        List<Map<String, Double>> losses =
                run.there().epochs().stream().map(GanEpoch::losses).toList();
        assertThat(losses.get(3).get(GanEpoch.CYCLE))
                .isLessThan(0.5 * losses.get(0).get(GanEpoch.CYCLE));
        assertThat(losses.get(3).get(GanEpoch.IDENTITY))
                .isLessThan(0.5 * losses.get(0).get(GanEpoch.IDENTITY));
        assertThat(run.toString()).contains("adversarial", "cycle", "identity", "discriminator");
        assertThat(run.networks().forward().history())
                .isEqualTo(run.there().generator().history());
    }

    @Test
    void aStudentComesNearItsTeacher() {
        GanRun run = UnpairedTrainer.of(plan(4)).teach(COACH, NETWORKS.forward(), NETWORKS.judgeOfTo(), SHOES);
        List<Double> difference = run.epochs().stream()
                .map(epoch -> epoch.losses().get(GanEpoch.RECONSTRUCTION))
                .toList();
        assertThat(difference.get(3)).isLessThan(0.5 * difference.get(0));
        assertThat(run.generator().graph()).isEqualTo(NETWORKS.forward().graph());
        assertThat(run.samples().cells()).extracting(cell -> cell.caption()).contains("input", "made", "teacher");
    }

    private static List<Integer> bits(CycleRun run) {
        List<Integer> bits = new ArrayList<>(PairedTrainerTest.bits(run.there()));
        bits.addAll(Clothes.bits(run.networks().backward().parameters().arrays()));
        bits.addAll(Clothes.bits(run.networks().judgeOfFrom().parameters().arrays()));
        return bits;
    }

    /** With a pool that is full, so that what is in it counts. */
    @ParameterizedTest(name = "at poll {0}")
    @ValueSource(ints = {1, 700, 2500})
    void aStoppedRunGoesOnToTheSameBits(int poll) {
        UnpairedTrainer trainer = UnpairedTrainer.of(PLAN).withPool(20);
        CycleRun straight = trainer.train(NETWORKS, SHOES);
        Path file = directory.resolve("run");
        AtomicInteger polls = new AtomicInteger();
        CycleRun stopped = trainer.checkpointing(file)
                .reporting(Progress.NONE, () -> polls.incrementAndGet() > poll)
                .train(NETWORKS, SHOES);
        CycleRun resumed = trainer.checkpointing(file).resume(NETWORKS, SHOES);

        assertThat(stopped.there().finished()).isFalse();
        assertThat(bits(stopped)).isNotEqualTo(bits(straight));
        assertThat(bits(resumed)).isEqualTo(bits(straight));
        assertThat(resumed.there().epochs().get(1).losses())
                .isEqualTo(straight.there().epochs().get(1).losses());
    }

    @Test
    void aStoppedStudentGoesOnToTheSameBits() {
        UnpairedTrainer trainer = UnpairedTrainer.of(PLAN);
        GanRun straight = trainer.teach(COACH, NETWORKS.forward(), NETWORKS.judgeOfTo(), SHOES);
        Path file = directory.resolve("run");
        AtomicInteger polls = new AtomicInteger();
        trainer.checkpointing(file)
                .reporting(Progress.NONE, () -> polls.incrementAndGet() > 600)
                .teach(COACH, NETWORKS.forward(), NETWORKS.judgeOfTo(), SHOES);
        GanRun resumed = trainer.checkpointing(file).resume(COACH, NETWORKS.forward(), NETWORKS.judgeOfTo(), SHOES);
        assertThat(PairedTrainerTest.bits(resumed)).isEqualTo(PairedTrainerTest.bits(straight));
    }

    /** As for pairs: the derivative along the gradient of the forward generator is its squared length. */
    @Test
    void theWholeLossHasTheGradientTheStepFollows() {
        Optimizer still = new Optimizer.Sgd(1e-20, 0, 0, false);
        GanPlan plan = GanPlan.unpaired(1, 0, new Seed(1))
                .with(new Optimizer.Sgd(1, 0, 0, false), still)
                .reconstructing(2)
                .withBatchSize(16);
        UnpairedTrainer trainer = UnpairedTrainer.of(plan);
        DomainSplit few = new DomainSplit(
                new Domains(SHOES.train().from().take(16), SHOES.train().to().take(16)), SHOES.test());
        Model start = NETWORKS.forward();
        Model end = trainer.train(NETWORKS, few).networks().forward();
        Map<String, INDArray> gradient = new LinkedHashMap<>();
        double squared = 0;
        for (String name : start.parameters().names()) {
            if (!name.contains("running")) {
                INDArray g = start.parameters().get(name).sub(end.parameters().get(name));
                gradient.put(name, g);
                squared += Math.pow(g.norm2Number().doubleValue(), 2);
            }
        }
        double h = 0.02 / Math.sqrt(squared);
        double change =
                whole(trainer, moved(start, gradient, h), few) - whole(trainer, moved(start, gradient, -h), few);
        assertThat(squared).isGreaterThan(1e-3);
        assertThat(change / (2 * h) / squared).isCloseTo(1, within(0.02));
    }

    private static Model moved(Model model, Map<String, INDArray> gradient, double by) {
        Map<String, INDArray> moved =
                new LinkedHashMap<>(model.parameters().copy().arrays());
        gradient.forEach((name, g) -> moved.get(name).addi(g.mul(by)));
        return model.with(new Parameters(moved), Step.of("move"));
    }

    /** The losses of an epoch are means over both directions, the whole is their sum. */
    private static double whole(UnpairedTrainer trainer, Model forward, DomainSplit data) {
        CycleNetworks networks =
                new CycleNetworks(forward, NETWORKS.backward(), NETWORKS.judgeOfTo(), NETWORKS.judgeOfFrom());
        Map<String, Double> losses =
                trainer.train(networks, data).there().epochs().get(0).losses();
        double cycle = trainer.plan().reconstruction();
        return 2
                * (losses.get(GanEpoch.ADVERSARIAL)
                        + cycle * losses.get(GanEpoch.CYCLE)
                        + cycle * trainer.identity() * losses.get(GanEpoch.IDENTITY));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> DomainSplit.of(FashionMnist.excerpt(), "sandals", "sneaker"))
                .hasMessageContaining("has no class 'sandals'; did you mean 'Sandal'?");
        CycleNetworks wrong = new CycleNetworks(
                NETWORKS.forward(), NETWORKS.backward(), Nets.discriminator(2, new Seed(1)), NETWORKS.judgeOfFrom());
        assertThatThrownBy(() -> UnpairedTrainer.of(PLAN).train(wrong, SHOES))
                .hasMessageContaining("takes images of shape [N, 2, 28, 28]");
        assertThatThrownBy(() -> UnpairedTrainer.of(PLAN).withPool(-1)).hasMessageContaining("at least 0");
    }
}
