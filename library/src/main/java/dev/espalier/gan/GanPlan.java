package dev.espalier.gan;

import dev.espalier.model.Seed;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.loss.GanLoss;
import java.util.Objects;

/**
 * Everything that decides the outcome of adversarial training, beside the networks and the data.
 *
 * @param epochs passes over the training images, at least 1
 * @param batchSize images the networks see at once, at least 1
 * @param generator how the generator follows its gradients
 * @param discriminator how the discriminator follows its own
 * @param schedule how both learning rates change
 * @param loss what the networks want of the scores
 * @param adversarial weight of the generator's part of it, at least 0 (λ_gan)
 * @param reconstruction weight of the mean absolute difference from the image that is wanted, at least 0 (λ_recon)
 * @param seed decides the order of the images and what dropout drops
 */
public record GanPlan(
        int epochs,
        int batchSize,
        Optimizer generator,
        Optimizer discriminator,
        Schedule schedule,
        GanLoss loss,
        double adversarial,
        double reconstruction,
        Seed seed) {

    /** pix2pix's (Isola et al. 2017, section 3.3) and CycleGAN's. */
    private static final Optimizer ADAM = new Optimizer.Adam(2e-4, 0.5, 0.999, 1e-8, 0);

    public GanPlan {
        if (epochs < 1) {
            throw new IllegalArgumentException("a plan of " + epochs + " epochs; at least 1");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch of " + batchSize + " images; at least 1");
        }
        checkWeight("adversarial", adversarial);
        checkWeight("reconstruction", reconstruction);
        Objects.requireNonNull(generator, "generator");
        Objects.requireNonNull(discriminator, "discriminator");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(seed, "seed");
    }

    static void checkWeight(String what, double weight) {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the weight of the " + what + " loss is " + weight + "; it must not be negative");
        }
    }

    /**
     * For pairs, as CAT trains: hinge loss, 100 for the reconstruction, Adam at 2e-4 with betas 0.5 and 0.999, batches of 32.
     *
     * @param constant epochs at the full learning rate
     * @param decaying epochs in which it falls to 0
     */
    public static GanPlan paired(int constant, int decaying, Seed seed) {
        return new GanPlan(
                constant + decaying, 32, ADAM, ADAM, new Schedule.LinearDecay(constant), GanLoss.HINGE, 1, 100, seed);
    }

    /**
     * For images without pairs, as CycleGAN trains (Zhu et al. 2017, section 4): squared errors, 10 for images that come back,
     * the same optimizer, batches of 32.
     *
     * @param constant epochs at the full learning rate
     * @param decaying epochs in which it falls to 0
     */
    public static GanPlan unpaired(int constant, int decaying, Seed seed) {
        return paired(constant, decaying, seed).with(GanLoss.LEAST_SQUARES).reconstructing(10);
    }

    /** This plan with another length and schedule. */
    public GanPlan during(int otherEpochs, Schedule other) {
        return new GanPlan(
                otherEpochs, batchSize, generator, discriminator, other, loss, adversarial, reconstruction, seed);
    }

    /** This plan with another batch size. */
    public GanPlan withBatchSize(int other) {
        return new GanPlan(epochs, other, generator, discriminator, schedule, loss, adversarial, reconstruction, seed);
    }

    /** This plan with other optimizers. */
    public GanPlan with(Optimizer ofGenerator, Optimizer ofDiscriminator) {
        return new GanPlan(
                epochs, batchSize, ofGenerator, ofDiscriminator, schedule, loss, adversarial, reconstruction, seed);
    }

    /** This plan with another loss of scores. */
    public GanPlan with(GanLoss other) {
        return new GanPlan(
                epochs, batchSize, generator, discriminator, schedule, other, adversarial, reconstruction, seed);
    }

    /** This plan with another weight of the discriminator's opinion. */
    public GanPlan deceiving(double weight) {
        return new GanPlan(epochs, batchSize, generator, discriminator, schedule, loss, weight, reconstruction, seed);
    }

    /** This plan with another weight of the reconstruction. */
    public GanPlan reconstructing(double weight) {
        return new GanPlan(epochs, batchSize, generator, discriminator, schedule, loss, adversarial, weight, seed);
    }

    /** This plan with another seed. */
    public GanPlan with(Seed other) {
        return new GanPlan(
                epochs, batchSize, generator, discriminator, schedule, loss, adversarial, reconstruction, other);
    }
}
