package dev.espalier.train;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Prefetch;
import dev.espalier.engine.Executor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Judges any number of models of one graph on one dataset. The graph is prepared once, and each model brings its weights:
 * what makes it quick to try many settings of a compression.
 *
 * <pre>{@code
 * try (Judge judge = Judge.of(model, images, normalization, Engine.DEFAULT)) {
 *     for (Model pruned : candidates) {
 *         Evaluation judged = judge.evaluate(pruned, Progress.NONE, cancellation);
 *     }
 * }
 * }</pre>
 *
 * <p>Not for use by several threads at a time.
 */
public final class Judge implements AutoCloseable {

    private static final int BATCH = 200;
    private static final String LABELS = "evaluation.labels";
    private static final String LOSS = "evaluation.loss";

    private final Graph graph;
    private final String input;
    private final String output;
    private final Dataset data;
    private final Batches batches;
    private final Executor executor;

    private Judge(Model model, Dataset data, Batches batches, Executor executor) {
        this.graph = model.graph();
        this.input = model.input().name();
        this.output = model.output().name();
        this.data = data;
        this.batches = batches;
        this.executor = executor;
    }

    /**
     * Prepares to judge a model, and others of the same graph.
     *
     * @param engine what computes
     * @throws IllegalArgumentException if the model does not fit the data
     */
    public static Judge of(Model model, Dataset data, Normalization normalization, Engine engine) {
        Fit.check(model, data);
        var graph = model.graph().extend();
        var labels = graph.add(LABELS, new Input(Shape.batchOf()));
        graph.add(LOSS, new CrossEntropy(0), model.output().value(), labels);
        Executor executor = engine.executor(graph.build(LOSS, model.output().name()));
        return new Judge(model, data, Batches.inOrder(data, BATCH).normalized(normalization), executor);
    }

    /**
     * Judges a model.
     *
     * @param cancellation asked all the time, also within a batch
     * @throws IllegalArgumentException if its graph is not the one this was prepared for
     * @throws CancellationException if the user asked to stop before the end
     */
    public Evaluation evaluate(Model model, Progress progress, Cancellation cancellation) {
        if (!model.graph().equals(graph)) {
            throw new IllegalArgumentException(
                    "model '" + model.name() + "' has another graph than the one this judge was prepared for");
        }
        int classes = data.classNames().size();
        int[][] confusion = new int[classes][classes];
        double loss = 0;
        try (Progress.Task task = progress.start("evaluate on " + data.title(), "images", data.size());
                Prefetch pass = Prefetch.of(batches.epoch(0))) {
            int done = 0;
            while (pass.hasNext()) {
                try (Batch batch = pass.next()) {
                    loss += score(model, batch, confusion, cancellation) * batch.size();
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

    /** Adds the batch to the confusion matrix and gives its mean loss. */
    private double score(Model model, Batch batch, int[][] confusion, Cancellation cancellation) {
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        feeds.put(input, batch.images());
        feeds.put(LABELS, batch.labels());
        Map<String, INDArray> results = executor.run(feeds, Map.of(), cancellation);
        int[] predicted = Evaluation.predictions(results.get(output));
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
