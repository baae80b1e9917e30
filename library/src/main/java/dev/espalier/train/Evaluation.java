package dev.espalier.train;

import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.List;
import java.util.Locale;
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
        return of(model, data, normalization, Progress.NONE, Cancellation.ON_INTERRUPT, Engine.DEFAULT);
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
        try (Judge judge = Judge.of(model, data, normalization, engine)) {
            return judge.evaluate(model, progress, cancellation);
        }
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
}
