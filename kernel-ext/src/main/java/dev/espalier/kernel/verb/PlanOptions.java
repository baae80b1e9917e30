package dev.espalier.kernel.verb;

import dev.espalier.data.Augmentation;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Seed;
import dev.espalier.train.Clipping;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.TrainingPlan;
import java.util.List;
import java.util.Optional;

/** Options of verbs whose whole job is to train. */
final class PlanOptions {

    private static final String SGD = "sgd";
    private static final String ADAM = "adam";
    private static final String ADAMW = "adamw";

    static final Parameter<Integer> EPOCHS = Parameter.option(
                    "epochs", Kinds.integer(1, Integer.MAX_VALUE), "passes over the training images")
            .orElse("5");
    static final Parameter<String> OPTIMIZER = Parameter.option(
                    "optimizer", Kinds.choice(List.of(SGD, ADAM, ADAMW)), "how weights follow gradients")
            .orElse(SGD);
    static final Parameter<Double> RATE = Parameter.option(
            "learning-rate",
            TrainerOptions.POSITIVE,
            "learning rate at the start (0.05 for sgd, 0.001 for adam and adamw if left out)");
    static final Parameter<Double> MOMENTUM =
            Parameter.option("momentum", Kinds.number(0, 1), "of sgd (0.9 if left out)");
    static final Parameter<Double> WEIGHT_DECAY = Parameter.option(
            "weight-decay",
            Kinds.number(0, Double.POSITIVE_INFINITY),
            "pulls weights to zero (0.0001 for sgd, 0 for adam, 0.01 for adamw if left out)");
    static final Parameter<Schedule> SCHEDULE = Parameter.option(
                    "schedule",
                    Kinds.read("SCHEDULE", "cosine, linear, constant or step:EPOCHS:FACTOR", Schedule::parse),
                    "how the learning rate changes: cosine[:FLOOR], linear[:FLOOR], constant, step:EPOCHS:FACTOR")
            .orElse("cosine");
    static final Parameter<Clipping> CLIP = Parameter.option(
                    "clip",
                    Kinds.read("CLIPPING", "none, norm:MAX or value:MAX", Clipping::parse),
                    "keeps gradients small: norm:MAX all together, value:MAX each number")
            .orElse("none");
    static final Parameter<Integer> ACCUMULATE = Parameter.option(
                    "accumulate", Kinds.integer(1, Integer.MAX_VALUE), "batches whose mean gradient makes one step")
            .orElse("1");
    static final Parameter<Double> SMOOTHING =
            Parameter.option("smoothing", Kinds.number(0, 1), "of labels").orElse("0");
    static final Parameter<Boolean> FLIP = Parameter.flag("flip", "mirrors half of the images");
    static final Parameter<Integer> CROP = Parameter.option(
                    "crop", Kinds.integer(0, 1000), "shifts images by up to so many pixels")
            .orElse("0");

    /** All of these, and those of every training. */
    static final List<Parameter<?>> ALL = List.of(
            EPOCHS,
            TrainerOptions.BATCH,
            RATE,
            OPTIMIZER,
            MOMENTUM,
            WEIGHT_DECAY,
            SCHEDULE,
            CLIP,
            ACCUMULATE,
            SMOOTHING,
            FLIP,
            CROP,
            VerbParameters.SEED,
            TrainerOptions.THREADS,
            TrainerOptions.CHECKPOINT,
            TrainerOptions.RESUME);

    private PlanOptions() {}

    /** The plan that was asked for. */
    static TrainingPlan plan(Schema schema, Arguments arguments) {
        return TrainingPlan.of(arguments.get(EPOCHS), new Seed(arguments.get(VerbParameters.SEED)))
                .withBatchSize(arguments.get(TrainerOptions.BATCH))
                .with(optimizer(schema, arguments))
                .with(arguments.get(SCHEDULE))
                .with(arguments.get(CLIP))
                .withAccumulation(arguments.get(ACCUMULATE))
                .withLabelSmoothing(arguments.get(SMOOTHING))
                .with(new Augmentation(arguments.get(CROP), arguments.get(FLIP)));
    }

    private static Optimizer optimizer(Schema schema, Arguments arguments) {
        String name = arguments.get(OPTIMIZER);
        if (name.equals(SGD)) {
            Optimizer.Sgd usual = new Optimizer.Sgd(arguments.find(RATE).orElse(0.05));
            return new Optimizer.Sgd(
                    usual.rate(),
                    arguments.find(MOMENTUM).orElse(usual.momentum()),
                    arguments.find(WEIGHT_DECAY).orElse(usual.weightDecay()),
                    usual.nesterov());
        }
        if (arguments.find(MOMENTUM).isPresent()) {
            throw MagicException.usage(schema, MOMENTUM.shown() + " is for --optimizer sgd; " + name + " has its own");
        }
        double rate = arguments.find(RATE).orElse(0.001);
        Optional<Double> decay = arguments.find(WEIGHT_DECAY);
        if (name.equals(ADAMW)) {
            Optimizer.AdamW usual = new Optimizer.AdamW(rate);
            return new Optimizer.AdamW(
                    rate, usual.beta1(), usual.beta2(), usual.epsilon(), decay.orElse(usual.weightDecay()));
        }
        Optimizer.Adam usual = new Optimizer.Adam(rate);
        return new Optimizer.Adam(
                rate, usual.beta1(), usual.beta2(), usual.epsilon(), decay.orElse(usual.weightDecay()));
    }
}
