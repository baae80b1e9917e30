package dev.espalier.train;

import dev.espalier.data.Augmentation;
import dev.espalier.model.Seed;
import dev.espalier.model.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that decides the outcome of a training run, beside the model and the data.
 *
 * @param epochs passes over the training images, at least 1
 * @param batchSize images the network sees at once, at least 1
 * @param optimizer how parameters follow gradients
 * @param schedule how the learning rate changes
 * @param labelSmoothing of the cross-entropy, in [0, 1)
 * @param augmentation random changes to the images
 * @param clipping of gradients
 * @param accumulation batches whose mean gradient makes one step, at least 1: large steps in little memory
 * @param seed decides the order of the images and their changes
 */
public record TrainingPlan(
        int epochs,
        int batchSize,
        Optimizer optimizer,
        Schedule schedule,
        double labelSmoothing,
        Augmentation augmentation,
        Clipping clipping,
        int accumulation,
        Seed seed) {

    private static final String EPOCHS = "epochs";
    private static final String BATCH = "batch";
    private static final String OPTIMIZER = "optimizer";
    private static final String SCHEDULE = "schedule";
    private static final String SMOOTHING = "labelSmoothing";
    private static final String AUGMENTATION = "augmentation";
    private static final String CLIPPING = "clipping";
    private static final String ACCUMULATION = "accumulation";
    private static final String SEED = "seed";

    /** What {@link #parse} reads. */
    public static final List<String> KEYS =
            List.of(EPOCHS, BATCH, OPTIMIZER, SCHEDULE, SMOOTHING, AUGMENTATION, CLIPPING, ACCUMULATION, SEED);

    public TrainingPlan {
        if (epochs < 1) {
            throw new IllegalArgumentException("a plan of " + epochs + " epochs; at least 1");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch of " + batchSize + " images; at least 1");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("label smoothing is " + labelSmoothing + "; it must be in [0, 1)");
        }
        if (accumulation < 1) {
            throw new IllegalArgumentException("gradients of " + accumulation + " batches a step; at least 1");
        }
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(augmentation, "augmentation");
        Objects.requireNonNull(clipping, "clipping");
        Objects.requireNonNull(seed, "seed");
    }

    /** Batches of 64, SGD at 0.05 with momentum, cosine schedule: a fair start for small convolutional networks. */
    public static TrainingPlan of(int epochs, Seed seed) {
        return new TrainingPlan(
                epochs,
                64,
                new Optimizer.Sgd(0.05),
                new Schedule.Cosine(0),
                0,
                Augmentation.NONE,
                Clipping.NONE,
                1,
                seed);
    }

    /**
     * The plan that settings describe, as {@link #settings()} writes them. Only {@code epochs} must be there.
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static TrainingPlan parse(Map<String, String> settings) {
        Settings given = Settings.of("training", settings, KEYS);
        TrainingPlan usual = of(given.read(EPOCHS, Integer::parseInt), new Seed(given.read(SEED, 1L, Long::parseLong)));
        return usual.withBatchSize(given.read(BATCH, usual.batchSize, Integer::parseInt))
                .with(given.read(OPTIMIZER, usual.optimizer, Optimizer::parse))
                .with(given.read(SCHEDULE, usual.schedule, Schedule::parse))
                .withLabelSmoothing(given.read(SMOOTHING, usual.labelSmoothing, Double::parseDouble))
                .with(given.read(AUGMENTATION, usual.augmentation, Augmentation::parse))
                .with(given.read(CLIPPING, usual.clipping, Clipping::parse))
                .withAccumulation(given.read(ACCUMULATION, usual.accumulation, Integer::parseInt));
    }

    /** This plan as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(EPOCHS, Integer.toString(epochs));
        settings.put(BATCH, Integer.toString(batchSize));
        settings.put(OPTIMIZER, optimizer.toString());
        settings.put(SCHEDULE, schedule.toString());
        settings.put(SMOOTHING, Double.toString(labelSmoothing));
        settings.put(AUGMENTATION, augmentation.toString());
        settings.put(CLIPPING, clipping.toString());
        settings.put(ACCUMULATION, Integer.toString(accumulation));
        settings.put(SEED, Long.toString(seed.value()));
        return settings;
    }

    /** This plan with another length. */
    public TrainingPlan withEpochs(int other) {
        return new TrainingPlan(
                other, batchSize, optimizer, schedule, labelSmoothing, augmentation, clipping, accumulation, seed);
    }

    /** This plan with another batch size. */
    public TrainingPlan withBatchSize(int other) {
        return new TrainingPlan(
                epochs, other, optimizer, schedule, labelSmoothing, augmentation, clipping, accumulation, seed);
    }

    /** This plan with another optimizer. */
    public TrainingPlan with(Optimizer other) {
        return new TrainingPlan(
                epochs, batchSize, other, schedule, labelSmoothing, augmentation, clipping, accumulation, seed);
    }

    /** This plan with another schedule. */
    public TrainingPlan with(Schedule other) {
        return new TrainingPlan(
                epochs, batchSize, optimizer, other, labelSmoothing, augmentation, clipping, accumulation, seed);
    }

    /** This plan with other changes to the images. */
    public TrainingPlan with(Augmentation other) {
        return new TrainingPlan(
                epochs, batchSize, optimizer, schedule, labelSmoothing, other, clipping, accumulation, seed);
    }

    /** This plan with other label smoothing. */
    public TrainingPlan withLabelSmoothing(double other) {
        return new TrainingPlan(
                epochs, batchSize, optimizer, schedule, other, augmentation, clipping, accumulation, seed);
    }

    /** This plan with gradients clipped in another way. */
    public TrainingPlan with(Clipping other) {
        return new TrainingPlan(
                epochs, batchSize, optimizer, schedule, labelSmoothing, augmentation, other, accumulation, seed);
    }

    /** This plan with steps of another number of batches. */
    public TrainingPlan withAccumulation(int other) {
        return new TrainingPlan(
                epochs, batchSize, optimizer, schedule, labelSmoothing, augmentation, clipping, other, seed);
    }

    /** This plan with another seed. */
    public TrainingPlan with(Seed other) {
        return new TrainingPlan(
                epochs, batchSize, optimizer, schedule, labelSmoothing, augmentation, clipping, accumulation, other);
    }
}
