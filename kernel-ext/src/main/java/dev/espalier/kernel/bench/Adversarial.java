package dev.espalier.kernel.bench;

import dev.espalier.data.Batch;
import dev.espalier.data.Normalization;
import dev.espalier.model.Model;
import dev.espalier.model.Scope;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.train.Engine;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Optimizer;
import dev.espalier.train.ParameterStore;
import dev.espalier.train.StepOptions;
import dev.espalier.train.TrainingStep;
import dev.espalier.train.loss.GanLoss;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A generator against a discriminator, each with fresh noise (Goodfellow et al. 2014, algorithm 1): first the
 * discriminator moves, then the generator. The loss is the sum of both losses.
 *
 * @param name of the workload
 * @param optimizer of each network
 */
record Adversarial(String name, Optimizer optimizer) implements Workload {

    private static final int LATENT = 64;
    private static final int WIDTH = 32;
    private static final Shape PICTURE = Shape.of(1, 28, 28);
    private static final String GENERATOR = "generator";
    private static final String DISCRIMINATOR = "discriminator";
    private static final String IMAGES = "images";
    private static final List<String> NOISE = List.of("noise_discriminator", "noise_generator");

    @Override
    public Workload with(Optimizer other) {
        return new Adversarial(name, other);
    }

    @Override
    public boolean channelsLast() {
        return true;
    }

    @Override
    public Map<String, Model> networks(Seed seed) {
        return Map.of(
                GENERATOR, GanZoo.dcganGenerator(LATENT, PICTURE, WIDTH, seed.split(GENERATOR)),
                DISCRIMINATOR, GanZoo.dcganDiscriminator(PICTURE, WIDTH, seed.split(DISCRIMINATOR)));
    }

    /** From -1 to 1, as the generator's. */
    @Override
    public Normalization normalization(Normalization ofData) {
        return new Normalization(List.of(0.5), List.of(0.5));
    }

    @Override
    public Map<String, INDArray> inputs(Batch batch, Seed seed) {
        Seed own = seed.split(batch.index());
        return Map.of(
                IMAGES,
                batch.images(),
                NOISE.get(0),
                noise(batch.size(), own.split(NOISE.get(0))),
                NOISE.get(1),
                noise(batch.size(), own.split(NOISE.get(1))));
    }

    private static INDArray noise(int count, Seed seed) {
        RandomGenerator random = seed.generator();
        float[] numbers = new float[count * LATENT];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(numbers).reshape('c', count, LATENT);
    }

    /**
     * The discriminator's half: one pass of the generator, forward and backward of the discriminator on real and on made
     * images. The generator's half: forward and backward of the generator, and of the discriminator without the gradients
     * of its weights.
     */
    @Override
    public long macs() {
        Map<String, Model> networks = networks(new Seed(0));
        long generator = TrueMacs.of(networks.get(GENERATOR));
        long discriminator = TrueMacs.of(networks.get(DISCRIMINATOR));
        return generator + 6 * discriminator + 3 * generator + 2 * discriminator;
    }

    @Override
    public Training start(Map<String, Model> networks, Engine engine) {
        JointGraph first = new JointGraph();
        Value real = first.train(DISCRIMINATOR, networks.get(DISCRIMINATOR), first.input(IMAGES, images()));
        Value made = first.train(GENERATOR, networks.get(GENERATOR), first.input(NOISE.get(0), latent()));
        Value constant = first.add("made", new StopGradient(), made);
        Value fake = first.train(DISCRIMINATOR, networks.get(DISCRIMINATOR), constant);
        Scope judging = first.scope("loss");
        Value discriminatorLoss = GanLoss.VANILLA.discriminator(judging, real, fake);

        JointGraph second = new JointGraph();
        made = second.train(GENERATOR, networks.get(GENERATOR), second.input(NOISE.get(1), latent()));
        Value score = second.train(DISCRIMINATOR, networks.get(DISCRIMINATOR), made);
        Value generatorLoss = GanLoss.VANILLA.generator(second.scope("loss"), score);

        ParameterStore parameters = ParameterStore.of(first, second);
        StepOptions options = StepOptions.usual().on(engine);
        TrainingStep discriminator = TrainingStep.of(
                first.build(discriminatorLoss.name()),
                discriminatorLoss.name(),
                parameters,
                optimizer,
                options.training(DISCRIMINATOR));
        TrainingStep generator = TrainingStep.of(
                second.build(generatorLoss.name()),
                generatorLoss.name(),
                parameters,
                optimizer,
                StepOptions.usual().on(engine).training(GENERATOR));
        return new Training() {
            @Override
            public double step(Map<String, INDArray> inputs) {
                double judged = discriminator
                        .run(Map.of(IMAGES, inputs.get(IMAGES), NOISE.get(0), inputs.get(NOISE.get(0))))
                        .loss();
                return judged
                        + generator
                                .run(Map.of(NOISE.get(1), inputs.get(NOISE.get(1))))
                                .loss();
            }

            @Override
            public void close() {
                discriminator.close();
                generator.close();
            }
        };
    }

    private static Shape images() {
        return Shape.batchOf(1, 28, 28);
    }

    private static Shape latent() {
        return Shape.batchOf(LATENT);
    }
}
