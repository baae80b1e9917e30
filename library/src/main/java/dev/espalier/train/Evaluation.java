package dev.espalier.train;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Split;
import dev.espalier.engine.ReferenceExecutor;
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
        return of(model, data, normalization, Progress.NONE, Cancellation.NEVER);
    }

    /**
     * Judges a model on a dataset, telling how far it is.
     *
     * @throws CancellationException if the user asked to stop before the end
     */
    public static Evaluation of(
            Model model, Dataset data, Normalization normalization, Progress progress, Cancellation cancellation) {
        Fit.check(model, data);
        int classes = data.classNames().size();
        int[][] confusion = new int[classes][classes];
        double loss = 0;
        Batches batches = Batches.inOrder(data, BATCH).normalized(normalization);
        Scoring scoring = Scoring.of(model);
        try (Progress.Task task = progress.start("evaluate on " + data.title(), "images", data.size())) {
            int done = 0;
            for (Batch batch : batches.epoch(0)) {
                try (batch) {
                    if (cancellation.requested()) {
                        throw new CancellationException("evaluation stopped after " + done + " images");
                    }
                    loss += scoring.score(model, batch, confusion) * batch.size();
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

    /** A model's graph with a loss at its end. */
    private record Scoring(ReferenceExecutor executor, String input, String logits) {

        static final String LABELS = "evaluation.labels";
        static final String LOSS = "evaluation.loss";

        static Scoring of(Model model) {
            var graph = model.graph().extend();
            var labels = graph.add(LABELS, new Input(Shape.batchOf()));
            graph.add(LOSS, new CrossEntropy(0), model.output().value(), labels);
            String logits = model.output().name();
            return new Scoring(
                    new ReferenceExecutor(graph.build(LOSS, logits)),
                    model.input().name(),
                    logits);
        }

        /** Adds the batch to the confusion matrix and gives its mean loss. */
        double score(Model model, Batch batch, int[][] confusion) {
            Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
            feeds.put(input, batch.images());
            feeds.put(LABELS, batch.labels());
            Map<String, INDArray> results = executor.run(feeds);
            int[] predicted = predictions(results.get(logits));
            int[] labels = batch.labels().toIntVector();
            for (int i = 0; i < labels.length; i++) {
                confusion[labels[i]][predicted[i]]++;
            }
            return results.get(LOSS).getDouble(0);
        }
    }
}
