package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.ImageGrid;
import dev.espalier.data.PairSplit;
import dev.espalier.distill.Alignment;
import dev.espalier.distill.FeatureLoss;
import dev.espalier.distill.Features;
import dev.espalier.distill.LayerPair;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Clothes;
import dev.espalier.train.Optimizer;
import dev.espalier.train.loss.GanLoss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Edges of clothes to clothes, on real images. */
class PairedTrainerTest {

    private static final PairSplit SMALL = Nets.edges(48, 6);
    private static final Model GENERATOR = Nets.generator(4, new Seed(1));
    private static final Model TEACHER = Nets.generator(6, new Seed(3));
    private static final Model DISCRIMINATOR = Nets.discriminator(2, new Seed(2));
    private static final Coach MSE = new Coach(
            TEACHER,
            Features.adapted(0.5, new Seed(4), LayerPair.parse("relu1,relu2").toArray(LayerPair[]::new)));
    private static final Coach KA =
            new Coach(TEACHER, Alignment.of(2, LayerPair.parse("relu1,relu2").toArray(LayerPair[]::new)));

    @TempDir
    Path directory;

    @Test
    void theDifferenceFromRealClothesFallsToLessThanHalf() {
        PairSplit pairs = Nets.edges(640, 100);
        GanRun run = PairedTrainer.of(Nets.plan(4, 32)).train(Nets.generator(8, new Seed(1)), DISCRIMINATOR, pairs);

        double before = difference(Nets.generator(8, new Seed(1)), pairs);
        assertThat(difference(run.generator(), pairs)).isLessThan(0.5 * before);
        List<Double> trained = run.epochs().stream()
                .map(epoch -> epoch.losses().get(GanEpoch.RECONSTRUCTION))
                .toList();
        assertThat(trained.get(3)).isLessThan(0.7 * trained.get(0));
        assertThat(run.finished()).isTrue();
        assertThat(run.generator().history()).last().extracting(Step::verb).isEqualTo(PairedTrainer.VERB);
        assertThat(run.toString())
                .contains("discriminator", "adversarial", "L1")
                .contains("     4 ");
        assertThat(run.samples().cells()).hasSize(3 * 8);
    }

    private static double difference(Model generator, PairSplit pairs) {
        INDArray made = Translation.of(generator, pairs.test().inputs());
        double sum = 0;
        for (int i = 0; i < pairs.test().size(); i++) {
            byte[] target = pairs.test().targets().pixels(i);
            float[] image = made.slice(i).dup('c').data().asFloat();
            for (int p = 0; p < target.length; p++) {
                sum += Math.abs(image[p] - ((target[p] & 0xff) / 127.5 - 1)) / target.length;
            }
        }
        return sum / pairs.test().size();
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedDoesNot() {
        List<Integer> once = bits(PairedTrainer.of(Nets.plan(1, 16)).train(GENERATOR, DISCRIMINATOR, SMALL));
        assertThat(bits(PairedTrainer.of(Nets.plan(1, 16)).train(GENERATOR, DISCRIMINATOR, SMALL)))
                .isEqualTo(once);
        assertThat(bits(PairedTrainer.of(Nets.plan(1, 16).with(new Seed(6))).train(GENERATOR, DISCRIMINATOR, SMALL)))
                .isNotEqualTo(once);
    }

    static List<Integer> bits(GanRun run) {
        List<Integer> bits =
                new ArrayList<>(Clothes.bits(run.generator().parameters().arrays()));
        bits.addAll(Clothes.bits(run.discriminator().parameters().arrays()));
        return bits;
    }

    /** Stops between batches, inside the step of the discriminator (some 100 operators) and inside that of the generator. */
    @ParameterizedTest(name = "at poll {0}")
    @ValueSource(ints = {1, 170, 260, 900})
    void aStoppedRunGoesOnToTheSameBits(int poll) {
        PairedTrainer trainer = PairedTrainer.of(Nets.plan(2, 16)).taughtBy(MSE);
        GanRun straight = trainer.train(GENERATOR, DISCRIMINATOR, SMALL);
        Path file = directory.resolve("run");
        AtomicInteger polls = new AtomicInteger();
        GanRun stopped = trainer.checkpointing(file)
                .reporting(Progress.NONE, () -> polls.incrementAndGet() > poll)
                .train(GENERATOR, DISCRIMINATOR, SMALL);
        GanRun resumed = trainer.checkpointing(file).resume(GENERATOR, DISCRIMINATOR, SMALL);

        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.note()).contains("resume from " + file);
        assertThat(bits(stopped)).isNotEqualTo(bits(straight));
        assertThat(bits(resumed)).isEqualTo(bits(straight));
        assertThat(resumed.epochs()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(resumed.epochs().get(i).losses())
                    .isEqualTo(straight.epochs().get(i).losses());
        }
        assertThat(resumed.generator().graph()).isEqualTo(GENERATOR.graph());
    }

    @Test
    void aCheckpointOfAnotherRunIsRefused() {
        Path file = directory.resolve("run");
        PairedTrainer trainer = PairedTrainer.of(Nets.plan(1, 16)).checkpointing(file);
        trainer.train(GENERATOR, DISCRIMINATOR, SMALL);
        assertThatThrownBy(() -> trainer.taughtBy(KA).resume(GENERATOR, DISCRIMINATOR, SMALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds another run")
                .hasMessageContaining("no teacher")
                .hasMessageContaining("Alignment");
    }

    @Test
    void showsSamplesAfterEveryEpoch() {
        List<Object> shown = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Progress watching = (title, unit, total) -> new Progress.Task() {
            @Override
            public void at(long done, String note) {
                notes.add(title + " " + done + "/" + total + " " + note);
            }

            @Override
            public void show(Object picture) {
                shown.add(picture);
            }

            @Override
            public void close() {}
        };
        PairedTrainer.of(Nets.plan(2, 16))
                .taughtBy(KA)
                .reporting(watching, Cancellation.NEVER)
                .train(GENERATOR, DISCRIMINATOR, SMALL);
        assertThat(shown).hasSize(2).allSatisfy(grid -> assertThat(((ImageGrid) grid).cells())
                .extracting(ImageGrid.Cell::caption)
                .containsSubsequence("input", "made", "teacher", "target"));
        assertThat(notes)
                .hasSize(6)
                .allMatch(note -> note.contains("L1 0.") || note.contains("L1 1."))
                .first()
                .asString()
                .startsWith("epoch 1/2 16/48 discriminator ");
    }

    /**
     * The directional derivative along the gradient is its squared length. One step of plain descent gives the gradient, the
     * losses of the epoch the values on both sides; the discriminator stands still.
     */
    @ParameterizedTest
    @EnumSource(GanLoss.class)
    void theWholeLossHasTheGradientTheStepFollows(GanLoss loss) {
        checkGradient(loss, MSE);
        checkGradient(loss, KA);
    }

    private static void checkGradient(GanLoss loss, Coach coach) {
        GanPlan plan = GanPlan.paired(1, 0, new Seed(1))
                .with(loss)
                .reconstructing(3)
                .with(descent(1), descent(1e-20))
                .withBatchSize(16);
        PairedTrainer trainer = PairedTrainer.of(plan).taughtBy(coach);
        PairSplit pairs = new PairSplit(SMALL.train().take(16), SMALL.test());
        GanRun run = trainer.train(GENERATOR, DISCRIMINATOR, pairs);
        Map<String, INDArray> before = GENERATOR.parameters().arrays();
        Map<String, INDArray> gradient = new LinkedHashMap<>();
        double squared = 0;
        for (String name : before.keySet()) {
            if (!name.contains("running")) {
                INDArray g = before.get(name).sub(run.generator().parameters().get(name));
                gradient.put(name, g);
                squared += Math.pow(g.norm2Number().doubleValue(), 2);
            }
        }
        double h = 0.02 / Math.sqrt(squared);
        double change = whole(trainer, moved(gradient, h), pairs) - whole(trainer, moved(gradient, -h), pairs);
        assertThat(squared).isGreaterThan(1e-3);
        assertThat(change / (2 * h) / squared).isCloseTo(1, within(0.02));
    }

    private static Optimizer descent(double rate) {
        return new Optimizer.Sgd(rate, 0, 0, false);
    }

    private static Model moved(Map<String, INDArray> gradient, double by) {
        Map<String, INDArray> moved =
                new LinkedHashMap<>(GENERATOR.parameters().copy().arrays());
        gradient.forEach((name, g) -> moved.get(name).addi(g.mul(by)));
        return GENERATOR.with(new Parameters(moved), Step.of("move"));
    }

    private static double whole(PairedTrainer trainer, Model generator, PairSplit pairs) {
        Map<String, Double> losses =
                trainer.train(generator, DISCRIMINATOR, pairs).epochs().get(0).losses();
        FeatureLoss features = trainer.coach().flatMap(Coach::features).orElseThrow();
        return trainer.plan().adversarial() * losses.get(GanEpoch.ADVERSARIAL)
                + trainer.plan().reconstruction() * losses.get(GanEpoch.RECONSTRUCTION)
                + features.weight() * losses.get(GanEpoch.DISTILLATION);
    }

    @Test
    void networksThatDoNotFitAreRefused() {
        PairedTrainer trainer = PairedTrainer.of(Nets.plan(1, 4));
        assertThatThrownBy(() -> trainer.train(GENERATOR, Nets.discriminator(1, new Seed(1)), SMALL))
                .hasMessageContaining("takes [N, 1, 28, 28]")
                .hasMessageContaining("together are [N, 2, 28, 28]");
        Model colours = GanZoo.resnet9Generator(Shape.of(3, 28, 28), 1, 1, new Seed(1));
        assertThatThrownBy(() -> trainer.train(colours, DISCRIMINATOR, SMALL))
                .hasMessageContaining("takes images of shape [N, 3, 28, 28]")
                .hasMessageContaining("Fashion-MNIST train edges");
        assertThatThrownBy(() -> trainer.taughtBy(KA).train(GENERATOR, DISCRIMINATOR, SMALL))
                .hasMessageContaining("a batch of 4 is too small");
        assertThatThrownBy(() -> trainer.taughtBy(new Coach(TEACHER, Features.of(1, LayerPair.of("relu1"))))
                        .train(GENERATOR, DISCRIMINATOR, SMALL))
                .hasMessageContaining("use adaptors");
    }
}
