package dev.espalier.gan;

import dev.espalier.budget.Budget;
import dev.espalier.compile.latency.LatencySource;
import dev.espalier.compile.latency.MeasuredLatency;
import dev.espalier.data.ImagePairs;
import dev.espalier.data.PairSplit;
import dev.espalier.distill.LayerPair;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * CAT in one call (Jin et al. 2021): finds the student in a trained generator that meets a budget, and trains it afresh with the
 * generator as its teacher.
 *
 * <pre>{@code
 * GanCompressed small = GanCompression.to(Budget.parse("macs 25%"), PairedTrainer.of(plan))
 *         .run(teacher, discriminator, pairs);
 * }</pre>
 *
 * @param budget of the student
 * @param guidance what it learns from the teacher's layers
 * @param weight of that, above 0 (λ_distill)
 * @param least channels that layers keep which the network cannot do without, at least 1
 * @param trainer trains the student; the teacher it gets from here
 * @param features of images, to compare the distribution of made ones with that of the targets; empty to leave that
 */
public record GanCompression(
        Budget budget,
        Guidance guidance,
        double weight,
        int least,
        PairedTrainer trainer,
        Optional<ImageFeatures> features) {

    public GanCompression {
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(guidance, "guidance");
        Objects.requireNonNull(trainer, "trainer");
        Objects.requireNonNull(features, "features");
    }

    /** Kernel alignment with weight 1, and 16 channels at least, as the authors have it. */
    public static GanCompression to(Budget budget, PairedTrainer trainer) {
        return new GanCompression(budget, Guidance.KA, 1, OneStepSearch.LEAST, trainer, Optional.empty());
    }

    /** This with another guidance. */
    public GanCompression guidedBy(Guidance other, double itsWeight) {
        return new GanCompression(budget, other, itsWeight, least, trainer, features);
    }

    /** This with another least number of channels, as narrow teachers need it. */
    public GanCompression keeping(int channels) {
        return new GanCompression(budget, guidance, weight, channels, trainer, features);
    }

    /** This with Fréchet distances in the report. */
    public GanCompression judgedBy(ImageFeatures other) {
        return new GanCompression(budget, guidance, weight, least, trainer, Optional.of(other));
    }

    /**
     * Searches and trains.
     *
     * @param teacher a trained generator
     * @param discriminator of the teacher, which the student begins with
     * @throws IllegalArgumentException if the budget is out of reach, saying what the smallest student has, or the networks do
     *     not fit the data
     */
    public GanCompressed run(Model teacher, Model discriminator, PairSplit data) {
        return run(teacher, discriminator, data, new MeasuredLatency(), false);
    }

    /** Goes on where {@link #run} was stopped, from the trainer's checkpoint, to the same result as if it had not been. */
    public GanCompressed resume(Model teacher, Model discriminator, PairSplit data) {
        return run(teacher, discriminator, data, new MeasuredLatency(), true);
    }

    /**
     * The same with milliseconds, where the budget counts these, by what a source says.
     *
     * @param resuming whether to go on from the trainer's checkpoint
     */
    public GanCompressed run(
            Model teacher, Model discriminator, PairSplit data, LatencySource source, boolean resuming) {
        StudentArchitecture found = OneStepSearch.of(teacher, least).find(budget, source);
        Seed seed = trainer.plan().seed().split("student");
        Model student = found.fresh(seed);
        List<LayerPair> layers = TaughtLayers.of(found);
        Coach coach = new Coach(teacher, guidance.loss(weight, layers, seed.split("adaptors")));
        PairedTrainer taught = trainer.taughtBy(coach);
        GanRun run =
                resuming ? taught.resume(student, discriminator, data) : taught.train(student, discriminator, data);
        ImagePairs test = data.test();
        return new GanCompressed(
                this,
                found,
                layers,
                run,
                judgement(teacher, test),
                judgement(student, test),
                judgement(run.generator(), test));
    }

    private GanCompressed.Judgement judgement(Model generator, ImagePairs pairs) {
        INDArray made = Translation.of(generator, pairs.inputs());
        INDArray wanted = Translation.pixels(pairs.targets());
        return new GanCompressed.Judgement(
                ImageQuality.of(made, wanted), features.map(seen -> FeatureStatistics.of(seen.of(made))
                        .distance(FeatureStatistics.of(seen.of(wanted)))));
    }
}
