package dev.espalier.papers.clicktrain;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.Latency;
import dev.espalier.compile.network.LatencyMeter;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Outcome;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.Importance;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.train.Epoch;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** One arm: a way, for one seed. */
final class Contest {

    static final String ACCURACY = "accuracy";
    static final String RATIO = "ratio";
    static final String EPOCHS = "epochs";
    static final String SECONDS = "seconds";
    static final String MILLISECONDS = "ms";

    /** What the cut took, in points. */
    static final String DROP = "drop";

    /** What part of the norm outside of the masks was left at the cut, in percent. */
    static final String LEFT = "left";

    /** By how much an epoch under the penalty takes longer than one before, in percent. */
    static final String OVERHEAD = "overhead";

    static final String LAMBDA = "lambda";

    /** Series: the norm outside of the masks after each epoch; accuracy after each epoch; kernels of each pattern. */
    static final String OUTSIDE = "outside";

    static final String COURSE = "course";
    static final String PATTERNS = "patterns";

    private static final int BATCH = 64;
    private static final double TUNING_RATE = 0.02;
    private static final double CLOSE = 1e-3;

    private final Extent extent;
    private final Arm.Surroundings around;
    private final Split data;
    private final Model beginning;
    private final ClickTrain published;
    private final Map<String, Double> numbers = new LinkedHashMap<>();

    Contest(Extent extent, Arm.Surroundings around) {
        this.extent = extent;
        this.around = around;
        this.data = extent.data();
        this.beginning = VggMini.create(around.seed().split("beginning"));
        ClickTrain usual = published(extent, around.seed().split("training"));
        this.published = usual.by(reporting(usual.trainer(), "run"));
    }

    /** The method at the settings of the experiment. */
    static ClickTrain published(Extent extent, Seed seed) {
        ClickTrain usual =
                ClickTrain.removing(Extent.RATIOS, extent.epochs(), seed).with(Extent.LAMBDA);
        return usual.by(usual.trainer().with(usual.trainer().plan().withBatchSize(BATCH)));
    }

    private Trainer reporting(Trainer trainer, String name) {
        return trainer.checkpointing(around.folder().resolve(name + ".checkpoint"))
                .reporting(around.progress(), around.cancellation());
    }

    Outcome run(Way way) {
        return switch (way) {
            case DENSE -> dense();
            case AFTER -> after();
            case CHANNELS -> channels();
            case SPEED -> TrainingSpeed.measure(published, beginning, data, extent.rounds(), around);
            default -> click(way);
        };
    }

    private Outcome dense() {
        TrainingRun run = trainDense();
        describe(run.model(), List.of(run));
        return Outcome.of(numbers).with(COURSE, course(run));
    }

    private TrainingRun trainDense() {
        Trainer trainer = reporting(Trainer.of(published.plan()), "dense");
        return finished(trainer.resume(beginning, data));
    }

    private Outcome click(Way way) {
        Clicked clicked = way.of(published, around.seed()).resume(beginning, data);
        describe(clicked.model(), List.of(clicked.run()));
        Stages stages = published.stages();
        numbers.put("before", 100 * clicked.before().accuracy());
        numbers.put("cut", 100 * clicked.cut().accuracy());
        numbers.put(DROP, 100 * clicked.drop());
        numbers.put(LEFT, 100 * clicked.left());
        double plain = seconds(clicked.run(), 0, stages.choose());
        // The epoch after which masks are chosen has the choice in it.
        double pressed = seconds(clicked.run(), stages.choose(), stages.hard());
        numbers.put(OVERHEAD, 100 * (pressed / plain - 1));
        long stepsPerEpoch = clicked.run().steps() / extent.epochs();
        numbers.put(LAMBDA, clicked.method().lambda().of(published.plan(), stages, stepsPerEpoch));
        long kernels =
                clicked.patterns().values().stream().mapToLong(Long::longValue).sum();
        return Outcome.of(numbers)
                .with(COURSE, course(clicked.run()))
                .with(OUTSIDE, clicked.outside())
                .with(
                        PATTERNS,
                        clicked.library().stream()
                                .map(pattern -> 100.0 * clicked.patterns().get(pattern) / kernels)
                                .toList());
    }

    /** Seconds of an epoch, the median of some. */
    private static double seconds(TrainingRun run, int from, int to) {
        double[] seconds = IntStream.range(from, to)
                .mapToDouble(epoch -> run.epochs().get(epoch).seconds())
                .sorted()
                .toArray();
        return seconds.length % 2 == 1
                ? seconds[seconds.length / 2]
                : (seconds[seconds.length / 2 - 1] + seconds[seconds.length / 2]) / 2;
    }

    private Outcome after() {
        TrainingRun dense = trainDense();
        Prune prune = published.asPrune(beginning).by(new Importance.L2());
        Trainer tuning = reporting(Trainer.of(tuning(extent.tuning())), "after");
        Recovered recovered = new Recovery(prune, extent.admm(), tuning).resume(dense.model(), data);
        List<TrainingRun> runs = new ArrayList<>(List.of(dense));
        runs.addAll(recovered.runs());
        describe(finished(recovered.run()).model(), runs);
        numbers.put("cut", 100 * recovered.unrecovered().accuracy());
        return Outcome.of(numbers);
    }

    private TrainingPlan tuning(int epochs) {
        return published
                .plan()
                .withEpochs(epochs)
                .with(new Optimizer.Sgd(TUNING_RATE, 0.9, 5e-4, false))
                .with(new Schedule.Cosine(0));
    }

    /** Group lasso on channels from the beginning on, the cut, and the rest of the epochs. */
    private Outcome channels() {
        Rate rate = channelRate();
        Trainer rest = reporting(
                Trainer.of(published
                        .plan()
                        .withEpochs(extent.epochs() - extent.lasso().epochs())
                        .with(new Schedule.Cosine(0))),
                "channels");
        Recovered recovered = new Recovery(channels(rate), extent.lasso(), rest).resume(beginning, data);
        Model thin = finished(recovered.run()).model().thin();
        describe(thin, recovered.runs());
        numbers.put(RATIO, (double) weights(beginning) / weights(thin));
        numbers.put("cut", 100 * recovered.unrecovered().accuracy());
        return Outcome.of(numbers);
    }

    private static Prune channels(Rate rate) {
        return Prune.of(new Scheme.Coupled(1), rate);
    }

    /** The rate of channels that leaves as many parameters of convolutions as the ratios of kernels do. */
    private Rate channelRate() {
        Model masked = published
                .asPrune(beginning)
                .by(new Importance.L2())
                .apply(beginning)
                .model();
        double wanted = ConvolutionRatio.of(masked);
        double low = 1;
        double high = 100;
        while (high / low > 1 + CLOSE) {
            double middle = Math.sqrt(low * high);
            Model thin = channels(Rate.times(middle)).apply(beginning).model().thin();
            if ((double) weights(beginning) / weights(thin) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Rate.times(high);
    }

    private static long weights(Model model) {
        return ConvolutionRatio.parameters(model);
    }

    /** What is said of every network. */
    private void describe(Model model, List<TrainingRun> runs) {
        numbers.put(ACCURACY, 100 * Evaluation.of(model, data).accuracy());
        numbers.put(RATIO, ConvolutionRatio.of(model));
        numbers.put(EPOCHS, (double)
                runs.stream().mapToInt(run -> run.epochs().size()).sum());
        numbers.put(
                SECONDS,
                runs.stream()
                        .flatMap(run -> run.epochs().stream())
                        .mapToDouble(Epoch::seconds)
                        .sum());
        try (CompiledModel compiled = Compile.here().apply(model, around.progress(), around.cancellation())) {
            Latency latency = new LatencyMeter().measure(compiled, around.progress(), around.cancellation());
            numbers.put(MILLISECONDS, latency.median());
        }
    }

    private static List<Double> course(TrainingRun run) {
        return run.epochs().stream().map(epoch -> 100 * epoch.test().accuracy()).toList();
    }

    private static TrainingRun finished(TrainingRun run) {
        if (!run.finished()) {
            throw new CancellationException(run.note());
        }
        return run;
    }
}
