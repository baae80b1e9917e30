package dev.espalier.train;

import dev.espalier.engine.Executor;
import dev.espalier.engine.Gradients;
import dev.espalier.engine.NonFinite;
import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One kind of step that is taken again and again: the loss of a batch, its gradients, and an update of the parameters.
 *
 * <pre>{@code
 * try (TrainingStep step = TrainingStep.of(form, "loss", parameters, new Optimizer.Adam(1e-3))) {
 *     for (...) {
 *         double loss = step.run(Map.of("images", batch.images(), "labels", batch.labels())).loss();
 *     }
 * }
 * }</pre>
 *
 * <p>A step that fails or is stopped changes nothing. Not for use by several threads at a time.
 */
public final class TrainingStep implements AutoCloseable {

    private final Graph graph;
    private final String loss;
    private final List<String> outputs;
    private final Map<String, String> gradientOf;
    private final Map<String, String> updates;
    private final ParameterStore parameters;
    private final Optimizer optimizer;
    private final StepOptions options;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private Executor executor;
    /** That the executor was made for; compared by identity, as masks never change once they are in force. */
    private Map<String, INDArray> masks;

    private final Updater updater;

    /** What the last batch gave and no update has used yet; null if there is no such batch. */
    private Map<String, INDArray> pending;

    private double pendingWeight;
    /** The batches before that; made when there is a second one. */
    private GradientSums sums;
    /** Running statistics after those batches. */
    private final Map<String, INDArray> statistics = new HashMap<>();

    private TrainingStep(
            TrainingForm form, String loss, ParameterStore parameters, Optimizer optimizer, StepOptions options) {
        this.loss = loss;
        this.parameters = parameters;
        this.optimizer = optimizer;
        this.options = options;
        this.updates = form.updates();
        this.outputs = form.graph().outputs().stream()
                .map(Node::name)
                .filter(output -> !updates.containsValue(output))
                .toList();
        List<String> trained = TrainedParameters.of(form.graph(), loss, parameters.names(), options.trained());
        Gradients gradients = Gradients.of(form.graph(), loss, trained);
        this.gradientOf = gradients.gradientOf();
        this.graph = gradients.graph();
        trained.forEach(name -> shapes.put(name, graph.node(name).shape()));
        this.masks = masks();
        this.executor = options.engine().executor(graph, masks);
        this.updater = new Updater(optimizer, options, parameters, shapes, steps(graph, trained));
    }

    /** Steps of quantizers: they are sizes of levels, which no decay towards zero makes simpler. */
    private static Set<String> steps(Graph graph, List<String> trained) {
        return trained.stream()
                .filter(name ->
                        graph.node(name).op() instanceof Parameter parameter && parameter.role() == Parameter.Role.STEP)
                .collect(Collectors.toSet());
    }

    /** A step that trains all parameters the loss depends on. */
    public static TrainingStep of(TrainingForm form, String loss, ParameterStore parameters, Optimizer optimizer) {
        return of(form, loss, parameters, optimizer, StepOptions.usual());
    }

    /**
     * A step.
     *
     * @param form the graph; its outputs can be read after every run
     * @param loss a scalar of the graph
     * @param parameters changed in place; parameters of the graph that are not there are fed like inputs, and not trained
     * @param optimizer how they follow their gradients
     * @param options whatever is not as usual
     * @throws IllegalArgumentException if the graph has no such loss, or the loss does not depend on a parameter that is
     *     to be trained
     */
    public static TrainingStep of(
            TrainingForm form, String loss, ParameterStore parameters, Optimizer optimizer, StepOptions options) {
        return new TrainingStep(form, loss, parameters, optimizer, options);
    }

    /** A whole step at the optimizer's own learning rate. */
    public StepResult run(Map<String, INDArray> feeds) {
        return run(feeds, optimizer.rate(), Cancellation.NEVER);
    }

    /**
     * A whole step: {@link #accumulate}, then {@link #update}.
     *
     * @param feeds an array for every input of the graph but {@link TrainingForm#SEED}
     * @param rate the learning rate
     * @param cancellation asked all the time
     * @throws DivergenceException if the loss is not finite; says where that begins
     * @throws CancellationException if asked to stop
     */
    public StepResult run(Map<String, INDArray> feeds, double rate, Cancellation cancellation) {
        try {
            StepResult result = accumulate(feeds, 1, cancellation);
            update(rate, cancellation);
            return result;
        } catch (RuntimeException failed) {
            discard();
            throw failed;
        }
    }

    /**
     * The first half of a step: the loss of a batch and its gradients, added to those of the batches since the last
     * update. Batch statistics are those of the batch.
     *
     * @param feeds an array for every input of the graph
     * @param weight of the batch in the mean gradient, above 0: the number of images, say
     * @param cancellation asked all the time; the batch then does not count
     */
    public StepResult accumulate(Map<String, INDArray> feeds, double weight, Cancellation cancellation) {
        settle();
        follow();
        Map<String, INDArray> all = new HashMap<>();
        for (Node node : graph.parameters()) {
            if (!feeds.containsKey(node.name())) {
                all.put(node.name(), parameters.forward(node.name()));
            }
        }
        if (settled() > 0) {
            all.putAll(statistics);
        }
        if (graph.contains(TrainingForm.SEED)) {
            all.put(
                    TrainingForm.SEED,
                    TrainingForm.seed(options.seed().split(steps()).split(settled())));
        }
        all.putAll(feeds);
        Map<String, INDArray> results = executor.run(all, Map.of(), cancellation);
        double value = results.get(loss).getDouble(0);
        if (!Double.isFinite(value)) {
            throw DivergenceException.of(steps() + 1, "the loss became " + value, graph, all);
        }
        // A rectifier may turn what is not a number into zeros, and the loss looks well.
        gradientOf.forEach((parameter, gradient) -> {
            if (NonFinite.inSum(results.get(gradient))) {
                throw DivergenceException.of(
                        steps() + 1, "the gradient of '" + parameter + "' is not finite", graph, all);
            }
        });
        pending = results;
        pendingWeight = weight;
        Map<String, INDArray> own = new LinkedHashMap<>();
        outputs.forEach(output -> own.put(output, results.get(output)));
        return new StepResult(value, own);
    }

    /** The masks in force, where they make the engine faster. */
    private Map<String, INDArray> masks() {
        Map<String, INDArray> masks = new LinkedHashMap<>();
        if (options.engine().leavesOutMasked()) {
            for (Node node : graph.parameters()) {
                INDArray mask = parameters.names().contains(node.name()) ? parameters.mask(node.name()) : null;
                if (mask != null) {
                    masks.put(node.name(), mask);
                }
            }
        }
        return masks;
    }

    /** Takes another executor if other masks are in force. */
    private void follow() {
        Map<String, INDArray> now = masks();
        boolean same = now.keySet().equals(masks.keySet())
                && now.entrySet().stream().allMatch(mask -> masks.get(mask.getKey()) == mask.getValue());
        if (!same) {
            executor.close();
            masks = now;
            executor = options.engine().executor(graph, masks);
        }
    }

    /** Moves the last batch's results out of the executor's memory, which the next batch needs. */
    private void settle() {
        if (pending == null) {
            return;
        }
        if (sums == null) {
            sums = new GradientSums(options.engine(), shapes);
        }
        sums.add(gradients(), pendingWeight);
        updates.forEach((statistic, update) -> statistics
                .computeIfAbsent(statistic, name -> parameters.get(name).dup('c'))
                .assign(pending.get(update)));
        pending = null;
    }

    private int settled() {
        return sums == null ? 0 : sums.batches();
    }

    private Map<String, INDArray> gradients() {
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        gradientOf.forEach((parameter, node) -> gradients.put(parameter, pending.get(node)));
        return gradients;
    }

    /**
     * The second half of a step: moves the parameters by the weighted mean of the gradients since the last update.
     *
     * @param rate the learning rate
     * @param cancellation asked on the way; nothing has changed then, and the gradients are still there
     * @throws IllegalStateException if there are no gradients
     * @throws DivergenceException if gradients are clipped by their norm and it is not finite
     */
    public void update(double rate, Cancellation cancellation) {
        if (pending == null && settled() == 0) {
            throw new IllegalStateException("there are no gradients to update by; run a batch first");
        }
        if (settled() == 0) {
            updater.step(gradients(), 1, rate, cancellation);
            updates.forEach((statistic, update) -> ParameterStore.copy(pending.get(update), parameters.get(statistic)));
        } else {
            settle();
            updater.step(sums.sums(), 1 / sums.weights(), rate, cancellation);
            statistics.forEach((statistic, value) -> ParameterStore.copy(value, parameters.get(statistic)));
        }
        discard();
    }

    /** Forgets the gradients since the last update. */
    public void discard() {
        pending = null;
        if (sums != null) {
            sums.clear();
        }
    }

    /** How many updates there have been. */
    public long steps() {
        return options.state().steps();
    }

    /** What to save beside the parameters, to go on from here another time. */
    public OptimizerState state() {
        return options.state();
    }

    @Override
    public void close() {
        executor.close();
        updater.close();
        if (sums != null) {
            sums.close();
        }
    }
}
