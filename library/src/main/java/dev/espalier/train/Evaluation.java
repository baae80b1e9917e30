package dev.espalier.train;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Prefetch;
import dev.espalier.data.Split;
import dev.espalier.engine.Executor;
import dev.espalier.model.Model;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How well a classifier does on labelled images.
 *
 * @param data what it was judged on
 * @param classes their names, in label order
 * @param loss mean cross-entropy, in nats
 * @param confusion [true class][predicted class], counts of images
 */
public record Evaluation(String data, List<String> classes, double loss, List<List<Integer>> confusion) {

    private static final int BATCH = 200;

    public Evaluation {
        classes = List.copyOf(classes);
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /** Judges a model on the test part. */
    public static Evaluation of(Model model, Split data) {
        return of(model, data.test(), data.normalization());
    }

    /** Judges a model on a dataset. */
    public static Evaluation of(Model model, Dataset data, Normalization normalization) {
        return of(model, data, normalization, Progress.NONE, Cancellation.NEVER, Engine.DEFAULT);
    }

    /** Judges a model on a dataset, telling how far it is. */
    public static Evaluation of(
            Model model, Dataset data, Normalization normalization, Progress progress, Cancellation cancellation) {
        return of(model, data, normalization, progress, cancellation, Engine.DEFAULT);
    }

    /**
     * Judges a model on a dataset by an engine of the caller's choice.
     *
     * @param cancellation asked all the time, also within a batch
     * @param engine what computes
     * @throws CancellationException if the user asked to stop before the end
     */
    public static Evaluation of(
            Model model,
            Dataset data,
            Normalization normalization,
            Progress progress,
            Cancellation cancellation,
            Engine engine) {
        Fit.check(model, data);
        int classes = data.classNames().size();
        int[][] confusion = new int[classes][classes];
        double loss = 0;
        Batches batches = Batches.inOrder(data, BATCH).normalized(normalization);
        try (Progress.Task task = progress.start("evaluate on " + data.title(), "images", data.size());
                Scoring scoring = Scoring.of(model, engine);
                Prefetch pass = Prefetch.of(batches.epoch(0))) {
            int done = 0;
            while (pass.hasNext()) {
                try (Batch batch = pass.next()) {
                    loss += scoring.score(batch, confusion, cancellation) * batch.size();
                    done += batch.size();
                }
                task.at(done, "");
            }
        }
        return new Evaluation(
                data.title(),
                data.classNames(),
                loss / data.size(),
                Arrays.stream(confusion)
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList());
    }

    /** Number of images judged. */
    public int images() {
        return confusion.stream()
                .mapToInt(row -> row.stream().mapToInt(Integer::intValue).sum())
                .sum();
    }

    /** Share of images classified rightly, in [0, 1]. */
    public double accuracy() {
        int right = 0;
        for (int i = 0; i < confusion.size(); i++) {
            right += confusion.get(i).get(i);
        }
        return (double) right / images();
    }

    /** Share of one class's images classified rightly, in [0, 1]; not a number if it has no images. */
    public double recall(int label) {
        List<Integer> row = confusion.get(label);
        return (double) row.get(label)
                / row.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "accuracy %.2f%%, loss %.4f on %,d images of %s", 100 * accuracy(), loss, images(), data);
    }

    /** Where the largest entry of each row of [N, classes] is; the first of equals. */
    static int[] predictions(INDArray logits) {
        return logits.argMax(1).toIntVector();
    }

    /** A model with a loss at its end. */
    private record Scoring(Model model, Executor executor) implements AutoCloseable {

        static final String LABELS = "evaluation.labels";
        static final String LOSS = "evaluation.loss";

        static Scoring of(Model model, Engine engine) {
            var graph = model.graph().extend();
            var labels = graph.add(LABELS, new Input(Shape.batchOf()));
            graph.add(LOSS, new CrossEntropy(0), model.output().value(), labels);
            return new Scoring(
                    model, engine.executor(graph.build(LOSS, model.output().name())));
        }

        /** Adds the batch to the confusion matrix and gives its mean loss. */
        double score(Batch batch, int[][] confusion, Cancellation cancellation) {
            Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
            feeds.put(model.input().name(), batch.images());
            feeds.put(LABELS, batch.labels());
            Map<String, INDArray> results = executor.run(feeds, Map.of(), cancellation);
            int[] predicted = predictions(results.get(model.output().name()));
            int[] labels = batch.labels().toIntVector();
            for (int i = 0; i < labels.length; i++) {
                confusion[labels[i]][predicted[i]]++;
            }
            return results.get(LOSS).getDouble(0);
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
