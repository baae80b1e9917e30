package dev.espalier.train;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.ImageGrid;
import dev.espalier.data.Normalization;
import dev.espalier.data.Split;
import dev.espalier.engine.Executor;
import dev.espalier.model.Model;
import dev.espalier.model.op.Softmax;
import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a classifier says about each image.
 *
 * <pre>{@code
 * Predictions said = Predictions.of(model, data);
 * said.className(0);              // of the first test image
 * said.pictureOfMistakes(12, 6);  // those it is surest of first
 * }</pre>
 *
 * @param data the images
 * @param probabilities of each class, by image and in label order; each row sums to 1
 */
public record Predictions(Dataset data, List<List<Double>> probabilities) {

    private static final int BATCH = 200;
    /** Screen pixels under which a caption of a few words finds room. */
    private static final int CAPTION = 84;

    private static final String PROBABILITIES = "predictions.probabilities";

    public Predictions {
        probabilities = probabilities.stream().map(List::copyOf).toList();
    }

    /** Of the test part. */
    public static Predictions of(Model model, Split data) {
        return of(model, data.test(), data.normalization());
    }

    /**
     * Of images normalized as the model was trained.
     *
     * @throws IllegalArgumentException if the model does not fit the data
     */
    public static Predictions of(Model model, Dataset data, Normalization normalization) {
        Fit.check(model, data);
        var graph = model.graph().extend();
        graph.add(PROBABILITIES, new Softmax(1), model.output().value());
        List<List<Double>> rows = new ArrayList<>();
        try (Executor executor = Engine.DEFAULT.executor(graph.build(PROBABILITIES))) {
            Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
            for (Batch batch :
                    Batches.inOrder(data, BATCH).normalized(normalization).epoch(0)) {
                try (batch) {
                    feeds.put(model.input().name(), batch.images());
                    double[][] values = executor.run(feeds, Map.of(), Cancellation.ON_INTERRUPT)
                            .get(PROBABILITIES)
                            .toDoubleMatrix();
                    for (double[] row : values) {
                        rows.add(IntStream.range(0, row.length)
                                .mapToObj(c -> row[c])
                                .toList());
                    }
                }
            }
        }
        return new Predictions(data, rows);
    }

    /** Number of images. */
    public int size() {
        return probabilities.size();
    }

    /** The class that is most probable for image i; the first of equals. */
    public int label(int i) {
        List<Double> row = probabilities.get(i);
        int best = 0;
        for (int c = 1; c < row.size(); c++) {
            if (row.get(c) > row.get(best)) {
                best = c;
            }
        }
        return best;
    }

    /** The name of {@link #label}. */
    public String className(int i) {
        return data.classNames().get(label(i));
    }

    /** How probable the class of {@link #label} is, in [0, 1]. */
    public double confidence(int i) {
        return probabilities.get(i).get(label(i));
    }

    /** Which images are classified wrongly, those first that the model is surest of. */
    public List<Integer> mistakes() {
        return IntStream.range(0, size())
                .filter(i -> label(i) != data.label(i))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -confidence(i)))
                .toList();
    }

    /**
     * The mistakes the model is surest of, each with what it is and what it was taken for.
     *
     * @param most pictures at most, at least 1
     * @param columns at least 1
     * @throws IllegalStateException if there are no mistakes
     */
    public ImageGrid pictureOfMistakes(int most, int columns) {
        List<Integer> mistakes = mistakes();
        if (mistakes.isEmpty()) {
            throw new IllegalStateException("all %,d images of %s are classified rightly; there is no mistake to show"
                    .formatted(size(), data.title()));
        }
        List<ImageGrid.Cell> cells =
                mistakes.stream().limit(most).map(this::mistake).toList();
        int scale = Math.max(1, (CAPTION + data.width() - 1) / data.width());
        String title = "%d of %,d mistakes on %s".formatted(cells.size(), mistakes.size(), data.title());
        return new ImageGrid(title, cells, columns, scale);
    }

    private ImageGrid.Cell mistake(int i) {
        String caption = String.format(
                Locale.ROOT,
                "%s for %s, %.0f%%",
                className(i),
                data.classNames().get(data.label(i)),
                100 * confidence(i));
        return new ImageGrid.Cell(data.image(i), caption);
    }

    @Override
    public String toString() {
        int wrong = mistakes().size();
        return String.format(
                Locale.ROOT,
                "%,d of %,d images of %s classified rightly (%.2f%%)",
                size() - wrong,
                size(),
                data.title(),
                100.0 * (size() - wrong) / size());
    }
}
