package dev.espalier.papers.clicktrain;

import dev.espalier.compile.training.SparseEngine;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Outcome;
import dev.espalier.model.Model;
import dev.espalier.prune.Importance;
import dev.espalier.train.Engine;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import dev.espalier.train.TrainingRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * How long an epoch of S3 takes: whole epochs of training under masks, by the dense engine and by the one that leaves out what
 * is masked, in turns in one process. Which weights are masked does not matter for the time, so that they are chosen by
 * magnitude.
 */
final class TrainingSpeed {

    /** Seconds of an epoch, the median. */
    static final String DENSE = "dense epoch";

    static final String SPARSE = "sparse epoch";

    /** The first over the second. */
    static final String FASTER = "faster";

    /** How far the losses of the last epochs are apart, in percent, in the round where it is most. */
    static final String APART = "losses apart";

    /** Of a run; the first is not counted, as executors are made in it, and code is compiled. */
    private static final int EPOCHS = 3;

    /** Images that are judged after each epoch: few, so that the time is that of training. */
    private static final int JUDGED = 100;

    private TrainingSpeed() {}

    static Outcome measure(ClickTrain method, Model beginning, Split data, int rounds, Arm.Surroundings around) {
        Model masked = method.asPrune(beginning)
                .by(new Importance.L2())
                .apply(beginning)
                .model();
        Split training = new Split(
                data.train(), data.test().take(Math.min(JUDGED, data.test().size())));
        TrainingPlan plan = method.plan().withEpochs(EPOCHS);
        Trainer trainer = Trainer.of(plan).reporting(around.progress(), around.cancellation());
        Engine sparse = new SparseEngine();
        List<Double> denseSeconds = new ArrayList<>();
        List<Double> sparseSeconds = new ArrayList<>();
        double apart = 0;
        for (int round = 0; round < rounds; round++) {
            double dense = time(trainer, masked, training, denseSeconds);
            apart = Math.max(apart, Math.abs(time(trainer.on(sparse), masked, training, sparseSeconds) / dense - 1));
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put(DENSE, median(denseSeconds));
        numbers.put(SPARSE, median(sparseSeconds));
        numbers.put(FASTER, median(denseSeconds) / median(sparseSeconds));
        numbers.put(APART, 100 * apart);
        numbers.put(Contest.RATIO, ConvolutionRatio.of(masked));
        return Outcome.of(numbers);
    }

    /** The loss of the last epoch. */
    private static double time(Trainer trainer, Model model, Split data, List<Double> seconds) {
        TrainingRun run = trainer.train(model, data);
        if (!run.finished()) {
            throw new CancellationException(run.note());
        }
        IntStream.range(1, EPOCHS)
                .forEach(epoch -> seconds.add(run.epochs().get(epoch).seconds()));
        return run.epochs().get(EPOCHS - 1).loss();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
