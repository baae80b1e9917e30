package dev.espalier.solve;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Prefetch;
import dev.espalier.data.Split;
import dev.espalier.engine.Executor;
import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Settings;
import dev.espalier.model.Step;
import dev.espalier.model.op.Blend;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

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
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(IMAGES, Integer.toString(images));
        settings.put(BATCH, Integer.toString(batchSize));
        return settings;
    }

    /** Whether a model has running statistics. */
    public static boolean concerns(Model model) {
        return !TrainingForm.of(model.graph()).updates().isEmpty();
    }

    /**
     * The model with statistics of the first training images; one without batch normalisation comes back as it is.
     *
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public Model apply(Model model, Split data, Progress progress, Cancellation cancellation, Engine engine) {
        TrainingForm form = TrainingForm.of(model.graph());
        if (form.updates().isEmpty()) {
            return model;
        }
        Map<String, List<String>> moments = new LinkedHashMap<>();
        form.updates().forEach((statistic, update) -> moments.put(statistic, moments(form.graph(), update)));
        String[] outputs = moments.values().stream().flatMap(List::stream).toArray(String[]::new);
        Map<String, INDArray> means = new HashMap<>();
        int seen = Math.min(images, data.train().size());
        Batches batches = Batches.inOrder(data.train().take(seen), Math.min(batchSize, seen))
                .normalized(data.normalization());
        try (Executor executor = engine.executor(form.graph().extend().build(outputs));
                Progress.Task task =
                        progress.start("recalibrate on " + data.train().title(), "images", seen);
                Prefetch pass = Prefetch.of(batches.epoch(0))) {
            for (int done = 0; pass.hasNext(); ) {
                try (Batch batch = pass.next()) {
                    Map<String, INDArray> feeds =
                            new HashMap<>(model.parameters().arrays());
                    feeds.put(model.input().name(), batch.images());
                    executor.run(feeds, Map.of(), cancellation)
                            .forEach((name, moment) -> means.merge(name, share(moment, batch, seen), INDArray::addi));
                    done += batch.size();
                }
                task.at(done, "");
            }
        }
        Parameters recalibrated = model.parameters();
        for (Map.Entry<String, List<String>> statistic : moments.entrySet()) {
            INDArray sum = null;
            for (String moment : statistic.getValue()) {
                sum = sum == null ? means.get(moment) : sum.add(means.get(moment));
            }
            recalibrated = recalibrated.with(
                    statistic.getKey(), sum.div(statistic.getValue().size()));
        }
        return model.with(recalibrated, new Step(VERB, settings()));
    }

    private static INDArray share(INDArray moment, Batch batch, int seen) {
        return moment.mul((double) batch.size() / seen);
    }

    /** The batch statistics that go into a running one: several where normalisations share it. */
    private static List<String> moments(Graph graph, String update) {
        List<String> moments = new ArrayList<>();
        Node node = graph.node(update);
        while (node.op() instanceof Blend) {
            moments.add(node.inputs().get(1));
            node = graph.node(node.inputs().get(0));
        }
        return moments;
    }
}
