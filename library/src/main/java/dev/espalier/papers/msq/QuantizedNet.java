package dev.espalier.papers.msq;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Outcome;
import dev.espalier.fpga.IntegerLayer;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.file.ModelFile;
import dev.espalier.quantize.Agreement;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantize;
import dev.espalier.quantize.RowVariances;
import dev.espalier.quantize.ScaleChoice;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Stage;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An arm: a network in floating point, and what each scheme makes of it. */
record QuantizedNet(MsqNet net, Extent extent, Arm.Surroundings around) {

    /** Accuracy in floating point, in percent. */
    static final String DENSE = "dense";

    /** Weights projected without training, activations left; scales by squared error. */
    static final String WEIGHTS = "weights at once";

    /** The same with the largest weight of a row as its scale. */
    static final String LARGEST = "weights at once, largest as scale";

    /** Weights and activations, without training. */
    static final String AT_ONCE = "at once";

    /** After ADMM, before the training that follows. */
    static final String PROJECTED = "projected";

    /** After all training. */
    static final String TRAINED = "trained";

    /** Numbers that the integer computation has other than the simulation. */
    static final String DIFFERING = "integers that differ";

    /** Sums by shifts and additions that are wrong. */
    static final String WRONG = "sums by shifts that are wrong";

    /** How unlike the variances of rows are: {@link RowVariances#spread()}, the median of layers. */
    static final String SPREAD = "spread of row variances";

    /** The series of a layer's row variances, sorted. */
    static final String VARIANCES = "row variances, ";

    private static final int BATCH = 64;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 5e-4;
    private static final int COMPARED = 16;
    private static final int POSITIONS = 64;
    private static final int LEAST_ROWS = 16;

    /** What all networks have in common. */
    static String identity() {
        return "momentum " + MOMENTUM + ", decay " + DECAY + ", batch " + BATCH + ", then "
                + MixAndMatch.plan(1, new Seed(0)).settings();
    }

    Outcome run() throws IOException {
        Split data = extent.data();
        Model dense = dense(data);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put(DENSE, accuracy(dense, data));
        Matched mixed = null;
        for (Scheme scheme : Scheme.values()) {
            Quantize weights = Quantize.to(scheme.levels());
            numbers.put(scheme.number(WEIGHTS), accuracy(weights.apply(dense).model(), data));
            numbers.put(
                    scheme.number(LARGEST),
                    accuracy(weights.scaledBy(ScaleChoice.MAX).apply(dense).model(), data));
            if (extent.schemes().contains(scheme)) {
                Matched matched = match(scheme, dense, data);
                add(numbers, scheme, matched.recovered());
                mixed = scheme == Scheme.MSQ60 ? matched : mixed;
            }
        }
        judge(numbers, mixed, data);
        return rows(numbers, dense);
    }

    private Matched match(Scheme scheme, Model dense, Split data) {
        Trainer trainer = Trainer.of(
                        MixAndMatch.plan(extent.tuning(), around.seed().split("quantized")))
                .checkpointing(around.folder().resolve(scheme + ".checkpoint"))
                .reporting(around.progress(), around.cancellation());
        Matched matched = MixAndMatch.to(scheme.levels(), around.seed())
                .with(extent.admm())
                .by(trainer)
                .resume(dense, data);
        if (!matched.recovered().run().finished()) {
            throw new CancellationException("stopped while quantizing to " + scheme);
        }
        return matched;
    }

    private static void add(Map<String, Double> numbers, Scheme scheme, Recovered recovered) {
        for (Stage stage : recovered.stages()) {
            if (stage.name().equals(Recovered.AT_ONCE)) {
                numbers.put(scheme.number(AT_ONCE), 100 * stage.judged().accuracy());
            }
        }
        numbers.put(scheme.number(PROJECTED), 100 * recovered.unrecovered().accuracy());
        numbers.put(
                scheme.number(TRAINED), 100 * recovered.after().orElseThrow().accuracy());
    }

    /** The trained network in integers, and one of its layers without multipliers for sums of powers. */
    private void judge(Map<String, Double> numbers, Matched mixed, Split data) {
        IntegerModel integers = mixed.integers();
        Agreement agreement = integers.agreement(data, COMPARED);
        numbers.put(DIFFERING, (double) agreement.differing());
        IntegerLayer layer = IntegerLayer.of(integers.model(), net.product(), images(data, 2), POSITIONS);
        numbers.put(WRONG, (double) layer.shiftAdd().wrong());
    }

    static INDArray images(Split data, int count) {
        try (Batch batch = Batches.inOrder(data.test(), count)
                .normalized(data.normalization())
                .epoch(0)
                .iterator()
                .next()) {
            return batch.images().dup();
        }
    }

    /** The numbers, and how the variances of rows differ. */
    private static Outcome rows(Map<String, Double> numbers, Model dense) {
        List<RowVariances> layers = RowVariances.of(dense, Quantize.to(Scheme.MSQ60.levels())).stream()
                .filter(layer -> layer.variances().size() >= LEAST_ROWS)
                .toList();
        List<Double> spreads =
                layers.stream().map(RowVariances::spread).sorted().toList();
        numbers.put(SPREAD, spreads.get(spreads.size() / 2));
        Outcome all = Outcome.of(numbers);
        for (RowVariances layer : layers) {
            all = all.with(VARIANCES + layer.layer(), layer.sorted());
        }
        return all;
    }

    private Model dense(Split data) throws IOException {
        return dense(net, extent.epochs(), data, around);
    }

    /** Trained in floating point, or read if that was done before an interruption. */
    static Model dense(MsqNet net, int epochs, Split data, Arm.Surroundings around) throws IOException {
        Path done = around.folder().resolve("dense.espalier");
        if (Files.exists(done)) {
            return ModelFile.load(done);
        }
        TrainingPlan plan = TrainingPlan.of(epochs, around.seed().split("dense"))
                .withBatchSize(BATCH)
                .with(new Optimizer.Sgd(net.rate(), MOMENTUM, DECAY, false))
                .with(new Schedule.Cosine(0));
        TrainingRun run = Trainer.of(plan)
                .checkpointing(around.folder().resolve("dense.checkpoint"))
                .reporting(around.progress(), around.cancellation())
                .resume(net.create(around.seed().split("beginning")), data);
        if (!run.finished()) {
            throw new CancellationException("stopped while training in floating point");
        }
        ModelFile.save(run.model(), done);
        return run.model();
    }

    private static double accuracy(Model model, Split data) {
        return 100 * Evaluation.of(model, data).accuracy();
    }
}
