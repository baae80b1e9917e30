package dev.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Normalization;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.train.loss.GanLoss;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A generator and a discriminator, trained in turn. */
class AdversarialTest {

    private static final Shape IMAGE = Shape.of(1, 28, 28);
    private static final int LATENT = 8;
    private static final Optimizer ADAM = new Optimizer.Adam(5e-3, 0.5, 0.999, 1e-8, 0);

    private final Model generator = GanZoo.dcganGenerator(LATENT, IMAGE, 4, new Seed(1));
    private final Model discriminator = GanZoo.dcganDiscriminator(IMAGE, 4, new Seed(2));
    private final JointGraph judging = new JointGraph();
    private final Value judgement = judgement();
    private final JointGraph making = new JointGraph();
    private final Value made = making.train("generator", generator, making.input("noise", Shape.batchOf(LATENT)));
    private final Value deceit =
            GanLoss.HINGE.generator(making.scope("hinge"), making.train("discriminator", discriminator, made));
    private final ParameterStore store = ParameterStore.of(judging, making);
    private final RandomGenerator random = new Seed(3).generator();

    private Value judgement() {
        Value real = judging.input("images", Shape.batchOf(1, 28, 28));
        Value generated = judging.train("generator", generator, judging.input("noise", Shape.batchOf(LATENT)));
        Value fake = judging.add("fake", new StopGradient(), generated);
        return GanLoss.HINGE.discriminator(
                judging.scope("hinge"),
                judging.train("discriminator", discriminator, real),
                judging.train("discriminator", discriminator, fake));
    }

    private TrainingStep judge() {
        StepOptions options = StepOptions.usual().training("discriminator");
        return TrainingStep.of(judging.build(judgement.name()), judgement.name(), store, ADAM, options);
    }

    private TrainingStep make() {
        StepOptions options = StepOptions.usual().training("generator");
        return TrainingStep.of(making.build(made.name()), deceit.name(), store, ADAM, options);
    }

    private INDArray noise(int count) {
        float[] numbers = new float[count * LATENT];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(numbers).reshape(count, LATENT);
    }

    private static Iterable<Batch> real() {
        return Batches.inOrder(Clothes.images(320), 16)
                .normalized(new Normalization(List.of(0.5), List.of(0.5)))
                .epoch(0);
    }

    @Test
    void eachStepMovesItsOwnNetworkAndTheStatisticsOfBoth() {
        Batch batch = real().iterator().next();
        Map<String, INDArray> start = store.snapshot().arrays();
        try (TrainingStep judge = judge();
                TrainingStep make = make()) {
            judge.run(Map.of("images", batch.images(), "noise", noise(16)));
            Map<String, INDArray> judged = store.snapshot().arrays();
            assertThat(changed(start, judged))
                    .contains("discriminator/score.weight", "generator/bn1.running_mean")
                    .noneMatch(name -> name.startsWith("generator/") && !name.contains("running"));
            make.run(Map.of("noise", noise(16)));
            assertThat(changed(judged, store.snapshot().arrays()))
                    .contains("generator/project.weight", "discriminator/bn2.running_mean")
                    .noneMatch(name -> name.startsWith("discriminator/") && !name.contains("running"));
        }
    }

    private static List<String> changed(Map<String, INDArray> before, Map<String, INDArray> after) {
        return before.keySet().stream()
                .filter(name -> before.get(name).distance2(after.get(name)) > 0)
                .toList();
    }

    @Test
    void inTurnTheyBringTheImagesTowardsTheRealOnes() {
        double realMean = 0;
        double first = Double.NaN;
        double last = Double.NaN;
        try (TrainingStep judge = judge();
                TrainingStep make = make()) {
            for (int epoch = 0; epoch < 2; epoch++) {
                for (Batch batch : real()) {
                    judge.run(Map.of("images", batch.images(), "noise", noise(16)));
                    last = make.run(Map.of("noise", noise(16)))
                            .output(made.name())
                            .meanNumber()
                            .doubleValue();
                    first = Double.isNaN(first) ? last : first;
                    realMean = batch.images().meanNumber().doubleValue();
                }
            }
        }
        assertThat(Math.abs(first - realMean)).isGreaterThan(0.3);
        assertThat(Math.abs(last - realMean)).isLessThan(0.2);
    }
}
