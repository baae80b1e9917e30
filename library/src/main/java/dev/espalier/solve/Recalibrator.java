package dev.espalier.solve;

import dev.espalier.data.AllOver;
import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.Prefetch;
import dev.espalier.engine.Executor;
import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import dev.espalier.model.op.Blend;
import dev.espalier.model.op.Dropout;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Renews the running statistics of any number of models of one graph. The graph is prepared once, and each model brings its
 * weights. What drops in training does not drop here, as it does not in use.
 *
 * <p>Not for use by several threads at a time.
 */
public final class Recalibrator implements AutoCloseable {

    private final Recalibration settings;
    private final Graph graph;
    private final String input;
    private final Dataset images;
    private final Batches batches;
    /** The batch statistics that go into each running one: several where normalisations share it. */
    private final Map<String, List<String>> moments;

    private final Executor executor;

    private Recalibrator(
            Recalibration settings,
            Model model,
            Dataset images,
            Batches batches,
            Map<String, List<String>> moments,
            Executor executor) {
        this.settings = settings;
        this.graph = model.graph();
        this.input = model.input().name();
        this.images = images;
        this.batches = batches;
        this.moments = moments;
        this.executor = executor;
    }

    static Recalibrator of(
            Recalibration settings, Model model, Dataset data, Normalization normalization, Engine engine) {
        TrainingForm form = TrainingForm.of(undropped(model.graph()));
        if (form.updates().isEmpty()) {
            throw new IllegalArgumentException("model '" + model.name()
                    + "' has no batch normalisation with running statistics; there is nothing to recalibrate");
        }
        Dataset images = AllOver.of(data, settings.images(), settings.batchSize());
        Map<String, List<String>> moments = new LinkedHashMap<>();
        form.updates().forEach((statistic, update) -> moments.put(statistic, moments(form.graph(), update)));
        String[] outputs = moments.values().stream().flatMap(List::stream).toArray(String[]::new);
        Batches batches = Batches.inOrder(images, Math.min(settings.batchSize(), images.size()))
                .normalized(normalization);
        Executor executor = engine.executor(form.graph().extend().build(outputs));
        return new Recalibrator(settings, model, images, batches, moments, executor);
    }

    private static Graph undropped(Graph graph) {
        Graph.Builder builder = new Graph.Builder();
        for (Node node : graph.nodes()) {
            builder.add(node.name(), node.op() instanceof Dropout ? new Dropout(0) : node.op(), node.inputs());
        }
        return builder.build(graph.outputs().stream().map(Node::name).toArray(String[]::new));
    }

    private static List<String> moments(Graph graph, String update) {
        List<String> moments = new ArrayList<>();
        Node node = graph.node(update);
        while (node.op() instanceof Blend) {
            moments.add(node.inputs().get(1));
            node = graph.node(node.inputs().get(0));
        }
        return moments;
    }

    /**
     * The model with statistics of the images.
     *
     * @param cancellation asked all the time, also within a batch
     * @throws IllegalArgumentException if its graph is not the one this was prepared for
     * @throws CancellationException if the user asked to stop before the end
     */
    public Model apply(Model model, Progress progress, Cancellation cancellation) {
        if (!model.graph().equals(graph)) {
            throw new IllegalArgumentException(
                    "model '" + model.name() + "' has another graph than the one this recalibration was prepared for");
        }
        Map<String, INDArray> means = means(model, progress, cancellation);
        Parameters recalibrated = model.parameters();
        for (Map.Entry<String, List<String>> statistic : moments.entrySet()) {
            INDArray sum = null;
            for (String moment : statistic.getValue()) {
                sum = sum == null ? means.get(moment) : sum.add(means.get(moment));
            }
            recalibrated = recalibrated.with(
                    statistic.getKey(), sum.div(statistic.getValue().size()));
        }
        return model.with(recalibrated, new Step(Recalibration.VERB, settings.settings()));
    }

    /** Each batch statistic, in the mean over all images. */
    private Map<String, INDArray> means(Model model, Progress progress, Cancellation cancellation) {
        Map<String, INDArray> means = new HashMap<>();
        try (Progress.Task task = progress.start("recalibrate on " + images.title(), "images", images.size());
                Prefetch pass = Prefetch.of(batches.epoch(0))) {
            for (int done = 0; pass.hasNext(); ) {
                try (Batch batch = pass.next()) {
                    Map<String, INDArray> feeds =
                            new HashMap<>(model.parameters().arrays());
                    feeds.put(input, batch.images());
                    executor.run(feeds, Map.of(), cancellation)
                            .forEach((name, moment) -> means.merge(name, share(moment, batch), INDArray::addi));
                    done += batch.size();
                }
                task.at(done, "");
            }
        }
        return means;
    }

    private INDArray share(INDArray moment, Batch batch) {
        return moment.mul((double) batch.size() / images.size());
    }

    @Override
    public void close() {
        executor.close();
    }
}
