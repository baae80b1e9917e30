package dev.espalier.solve;

import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Split;
import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Model;
import dev.espalier.model.Settings;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Engine;
import java.util.List;
import java.util.Map;

/**
 * New running statistics for batch normalisation: the mean over some training batches of what each batch has. Weights that
 * became zero change the statistics of everything after them; measuring them again needs no gradients, and often brings
 * back most of what was lost (Li et al., arXiv 2007.02491, section 3.2).
 *
 * @param images how many of the training images to look at, at most; above 0
 * @param batchSize images in a batch, above 1
 */
public record Recalibration(int images, int batchSize) {

    /** 2,000 images in batches of 100. */
    public static final Recalibration USUAL = new Recalibration(2000, 100);

    /** The verb in a model's history. */
    public static final String VERB = "recalibrate";

    private static final String IMAGES = "images";
    private static final String BATCH = "batch";

    public Recalibration {
        if (images < 1) {
            throw new IllegalArgumentException("recalibration on " + images + " images; at least 1");
        }
        if (batchSize < 2) {
            throw new IllegalArgumentException(
                    "recalibration in batches of " + batchSize + "; one image has no statistics, 100 is usual");
        }
    }

    /** Reads what {@link #settings()} writes. */
    public static Recalibration parse(Map<String, String> settings) {
        Settings given = Settings.of("recalibration", settings, List.of(IMAGES, BATCH));
        return new Recalibration(
                given.read(IMAGES, USUAL.images, Integer::parseInt),
                given.read(BATCH, USUAL.batchSize, Integer::parseInt));
    }

    /** These settings as text. */
    public Map<String, String> settings() {
        return Settings.text(IMAGES, images, BATCH, batchSize);
    }

    /** Whether a model has running statistics. */
    public static boolean concerns(Model model) {
        return !TrainingForm.of(model.graph()).updates().isEmpty();
    }

    /**
     * The model with statistics of training images from all over the set; one without batch normalisation comes back as it is.
     *
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public Model apply(Model model, Split data, Progress progress, Cancellation cancellation, Engine engine) {
        if (!concerns(model)) {
            return model;
        }
        try (Recalibrator recalibrator = prepare(model, data.train(), data.normalization(), engine)) {
            return recalibrator.apply(model, progress, cancellation);
        }
    }

    /**
     * Prepares to renew the statistics of a model, and of others of the same graph, on images from all over a dataset.
     *
     * @throws IllegalArgumentException if the model has no running statistics
     */
    public Recalibrator prepare(Model model, Dataset data, Normalization normalization, Engine engine) {
        return Recalibrator.of(this, model, data, normalization, engine);
    }
}
