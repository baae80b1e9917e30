package dev.espalier.kernel.verb;

import dev.espalier.budget.Budget;
import dev.espalier.compile.latency.MeasuredLatency;
import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.LatencyMeter;
import dev.espalier.data.Normalization;
import dev.espalier.data.PairSplit;
import dev.espalier.gan.GanCompressed;
import dev.espalier.gan.GanCompression;
import dev.espalier.gan.GanPlan;
import dev.espalier.gan.Guidance;
import dev.espalier.gan.ImageFeatures;
import dev.espalier.gan.OneStepSearch;
import dev.espalier.gan.PairedTrainer;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.loss.GanLoss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code %gan}. */
public final class GanVerb implements Magic {

    /** Pixels from which a fresh discriminator is as wide as pix2pix's. */
    private static final int LARGE = 64;

    private static final int WIDTH = 64;
    private static final int NARROW = 16;

    private static final Parameter<Model> TEACHER =
            Parameter.required("teacher", VerbParameters.MODEL_KIND, "a trained network that makes images of images");
    private static final Parameter<PairSplit> DATA = Parameter.option(
            "data",
            Kinds.variable(PairSplit.class, "for example EdgePairs.of(data), or PairedFolder.rgb(path).load()"),
            "pairs of images; may be left out where only one variable holds a PairSplit");
    private static final Parameter<Budget> BUDGET = Parameter.option(
                    "budget",
                    Kinds.read("AMOUNT", "a part of the MACs such as 25%, or 40M, or 2.5ms", GanVerb::budget),
                    "of the student: part of the MACs, a number of them, or milliseconds compiled here")
            .orElse("25%");
    private static final Parameter<Guidance> DISTILL = Parameter.option(
                    "distill",
                    Kinds.choice(guidances()),
                    "what it learns from the teacher's layers: to align (ka), to have them (mse), nothing (none)")
            .orElse("ka");
    private static final Parameter<Double> WEIGHT = Parameter.option(
                    "distill-weight", TrainerOptions.POSITIVE, "weight of that")
            .orElse("1");
    private static final Parameter<Model> DISCRIMINATOR = Parameter.option(
            "discriminator",
            VerbParameters.MODEL_KIND,
            "of the teacher, which the student begins with (a fresh one if left out)");
    private static final Parameter<Model> CLASSIFIER = Parameter.option(
            "classifier",
            VerbParameters.MODEL_KIND,
            "of images like the targets; adds the Fréchet distance of what its last layer reads");
    private static final Parameter<Integer> LEAST = Parameter.option(
                    "least",
                    Kinds.integer(1, Integer.MAX_VALUE),
                    "channels that layers keep which the network cannot do without")
            .orElse(Integer.toString(OneStepSearch.LEAST));
    private static final Parameter<Integer> EPOCHS = Parameter.option(
                    "epochs",
                    Kinds.integer(1, Integer.MAX_VALUE),
                    "passes over the pairs, the second half of them with a falling learning rate")
            .orElse("10");
    private static final Parameter<Integer> BATCH = Parameter.option(
                    "batch", Kinds.integer(1, Integer.MAX_VALUE), "pairs per step, at least 8 for ka")
            .orElse("32");
    private static final Parameter<Double> RATE = Parameter.option(
                    "learning-rate", TrainerOptions.POSITIVE, "of Adam, for both networks")
            .orElse("0.0002");
    private static final Parameter<GanLoss> LOSS = Parameter.option(
                    "loss", Kinds.choice(losses()), "what the networks want of the scores")
            .orElse("hinge");
    private static final Parameter<Double> RECONSTRUCTION = Parameter.option(
                    "reconstruction",
                    Kinds.number(0, Double.POSITIVE_INFINITY),
                    "weight of the mean absolute difference from the target")
            .orElse("100");

    private static final Schema SCHEMA = Schema.line(
                    "gan",
                    "finds a smaller network in one that translates images, and trains it with that as its teacher (CAT)",
                    Model.class,
                    TEACHER,
                    DATA,
                    BUDGET,
                    DISTILL,
                    WEIGHT,
                    DISCRIMINATOR,
                    CLASSIFIER,
                    LEAST,
                    EPOCHS,
                    BATCH,
                    RATE,
                    LOSS,
                    RECONSTRUCTION,
                    VerbParameters.SEED,
                    TrainerOptions.THREADS,
                    TrainerOptions.CHECKPOINT,
                    TrainerOptions.RESUME)
            .examples(
                    "var small = %gan teacher --budget 25% --distill ka",
                    "var small = %gan teacher --data pairs --discriminator judge --budget 2.5ms --epochs 40");

    private static Budget budget(String word) {
        if (word.contains(" ")) {
            return Budget.parse(word);
        }
        return word.endsWith("ms")
                ? Budget.parse("ms " + word.substring(0, word.length() - 2))
                : Budget.parse("macs " + word);
    }

    private static Map<String, Guidance> guidances() {
        Map<String, Guidance> guidances = new LinkedHashMap<>();
        guidances.put("ka", Guidance.KA);
        guidances.put("mse", Guidance.MSE);
        guidances.put("none", Guidance.NONE);
        return guidances;
    }

    private static Map<String, GanLoss> losses() {
        Map<String, GanLoss> losses = new LinkedHashMap<>();
        losses.put("hinge", GanLoss.HINGE);
        losses.put("lsgan", GanLoss.LEAST_SQUARES);
        losses.put("vanilla", GanLoss.VANILLA);
        return losses;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        PairSplit data = data(arguments, context);
        Model teacher = arguments.get(TEACHER);
        Model discriminator = arguments
                .find(DISCRIMINATOR)
                .orElseGet(() -> discriminator(teacher, new Seed(arguments.get(VerbParameters.SEED))));
        GanCompression compression = GanCompression.to(arguments.get(BUDGET), trainer(arguments, context))
                .guidedBy(arguments.get(DISTILL), arguments.get(WEIGHT))
                .keeping(arguments.get(LEAST));
        GanCompression judged = arguments
                .find(CLASSIFIER)
                .map(net -> compression.judgedBy(ImageFeatures.penultimate(
                        net, Normalization.of(data.train().targets()))))
                .orElse(compression);
        MeasuredLatency here =
                new MeasuredLatency(Compile.here(), new LatencyMeter(), context.progress(), context.cancellation());
        GanCompressed small = judged.run(teacher, discriminator, data, here, arguments.get(TrainerOptions.RESUME));
        context.show(small);
        return small.model();
    }

    private static PairedTrainer trainer(Arguments arguments, Context context) {
        int epochs = arguments.get(EPOCHS);
        Optimizer adam = new Optimizer.Adam(arguments.get(RATE), 0.5, 0.999, 1e-8, 0);
        GanPlan plan = GanPlan.paired(epochs, 0, new Seed(arguments.get(VerbParameters.SEED)))
                .during(epochs, new Schedule.LinearDecay(epochs / 2))
                .with(adam, adam)
                .with(arguments.get(LOSS))
                .reconstructing(arguments.get(RECONSTRUCTION))
                .withBatchSize(arguments.get(BATCH));
        PairedTrainer trainer = PairedTrainer.of(plan).reporting(context.progress(), context.cancellation());
        if (arguments.get(TrainerOptions.RESUME)
                && arguments.find(TrainerOptions.CHECKPOINT).isEmpty()) {
            throw MagicException.usage(
                    SCHEMA,
                    TrainerOptions.RESUME.shown() + " needs the run's " + TrainerOptions.CHECKPOINT.shown() + " FILE");
        }
        PairedTrainer saving = arguments
                .find(TrainerOptions.CHECKPOINT)
                .map(trainer::checkpointing)
                .orElse(trainer);
        return arguments
                .find(TrainerOptions.THREADS)
                .map(count -> saving.on(saving.engine().threads(count)))
                .orElse(saving);
    }

    /** pix2pix's, narrow for small images. */
    private static Model discriminator(Model teacher, Seed seed) {
        Shape in = teacher.input().shape();
        Shape out = teacher.output().shape();
        int width = Math.min(in.dim(2), in.dim(3)) < LARGE ? NARROW : WIDTH;
        Shape both = Shape.of(in.dim(1) + out.dim(1), in.dim(2), in.dim(3));
        return GanZoo.patchDiscriminator(both, width, 3, seed.split("discriminator"));
    }

    private static PairSplit data(Arguments arguments, Context context) {
        Optional<PairSplit> named = arguments.find(DATA);
        if (named.isPresent()) {
            return named.get();
        }
        List<String> candidates = context.variables().named(PairSplit.class);
        if (candidates.size() != 1) {
            throw MagicException.usage(
                    SCHEMA,
                    candidates.isEmpty()
                            ? "--data is missing, and no variable holds a PairSplit; make one: var pairs ="
                                    + " EdgePairs.of(FashionMnist.load())"
                            : "--data is missing, and several variables hold a PairSplit: "
                                    + String.join(", ", candidates) + "; name one of them");
        }
        return context.variables()
                .find(candidates.get(0))
                .map(PairSplit.class::cast)
                .orElseThrow();
    }
}
