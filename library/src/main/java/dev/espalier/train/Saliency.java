package dev.espalier.train;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Split;
import dev.espalier.engine.Executor;
import dev.espalier.engine.Gradients;
import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How much the loss would change without a weight, to first order and squared: (w g)², g the gradient of a batch's
 * cross-entropy with respect to w. ClickTrain (arXiv 2011.10170) takes it from one batch; the mean over several is
 * steadier.
 *
 * @param byParameter for each trainable parameter the loss depends on, the mean of (w g)² over the batches, row-major
 */
public record Saliency(Map<String, double[]> byParameter) {

    public Saliency {
        byParameter = Collections.unmodifiableMap(new LinkedHashMap<>(byParameter));
    }

    /**
     * Looks at batches of the training part, as a training would.
     *
     * @param batches how many, at least 1; no more than the training part has
     * @param size images of a batch
     * @param seed of their choice, and of what is dropped
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public static Saliency of(
            Model model, Split data, int batches, int size, Seed seed, Engine engine, Cancellation cancellation) {
        Fit.check(model, data.train());
        ClassifierGraph classifier = ClassifierGraph.of(model, 0, Objective.CROSS_ENTROPY);
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        List<String> trained = TrainedParameters.of(
                classifier.form().graph(), classifier.loss(), model.parameters().names(), List.of());
        Gradients gradients = Gradients.of(classifier.form().graph(), classifier.loss(), trained);
        Map<String, double[]> sums = new LinkedHashMap<>();
        trained.forEach(name ->
                sums.put(name, new double[(int) model.parameters().get(name).length()]));
        int count = 0;
        try (Executor executor = engine.executor(gradients.graph())) {
            Batches all =
                    Batches.shuffled(data.train(), size, seed.split("batches")).normalized(data.normalization());
            for (Batch next : all.epoch(0)) {
                try (Batch batch = next) {
                    feeds.put(ClassifierGraph.IMAGES, batch.images());
                    feeds.put(ClassifierGraph.LABELS, batch.labels());
                    if (gradients.graph().contains(TrainingForm.SEED)) {
                        feeds.put(
                                TrainingForm.SEED,
                                TrainingForm.seed(seed.split("dropped").split(count)));
                    }
                    Map<String, INDArray> results = executor.run(feeds, Map.of(), cancellation);
                    trained.forEach(name -> add(
                            sums.get(name),
                            model.parameters().get(name),
                            results.get(gradients.gradientOf().get(name))));
                }
                if (++count == batches) {
                    break;
                }
            }
        }
        int seen = count;
        sums.values().forEach(sum -> {
            for (int i = 0; i < sum.length; i++) {
                sum[i] /= seen;
            }
        });
        return new Saliency(sums);
    }

    private static void add(double[] sum, INDArray weight, INDArray gradient) {
        float[] w = Numbers.of(weight);
        float[] g = Numbers.of(gradient);
        for (int i = 0; i < sum.length; i++) {
            double product = (double) w[i] * g[i];
            sum[i] += product * product;
        }
    }
}
