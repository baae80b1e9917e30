package dev.espalier.train;

import dev.espalier.engine.Executor;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Moves the parameters of a store by their gradients, in place. */
final class Updater implements AutoCloseable {

    private final Optimizer optimizer;
    private final StepOptions options;
    private final ParameterStore store;
    private final Map<String, Shape> shapes;
    private final Set<String> undecayed;
    private final OptimizerState state;
    private final Executor norm;

    private UpdateGraph graph;
    private Executor executor;
    private Set<String> masked = Set.of();
    private Map<String, Pull.Form> pulled = Map.of();
    private boolean scaled;

    /** For the parameters of these shapes, all of which decay if the optimizer has weight decay. */
    Updater(Optimizer optimizer, StepOptions options, ParameterStore store, Map<String, Shape> shapes) {
        this(optimizer, options, store, shapes, Set.of());
    }

    /**
     * For the parameters of these shapes.
     *
     * @param undecayed which of them do not decay
     */
    Updater(
            Optimizer optimizer,
            StepOptions options,
            ParameterStore store,
            Map<String, Shape> shapes,
            Set<String> undecayed) {
        this.optimizer = optimizer;
        this.options = options;
        this.store = store;
        this.shapes = shapes;
        this.undecayed = Set.copyOf(undecayed);
        this.state = options.state();
        this.norm = options.clipping() instanceof Clipping.ByNorm
                ? options.engine().executor(GradientGraphs.norm(shapes))
                : null;
    }

    /**
     * One step.
     *
     * @param gradients by parameter
     * @param scale the factor on them
     * @param rate the learning rate
     * @param cancellation asked on the way; everything is then as it was
     */
    void step(Map<String, INDArray> gradients, double scale, double rate, Cancellation cancellation) {
        double factor = scale * clipping(gradients, scale);
        prepare(factor != 1);
        Map<String, INDArray> weights = new LinkedHashMap<>();
        shapes.keySet().forEach(name -> weights.put(name, store.get(name)));
        DataType type = weights.values().iterator().next().dataType();
        Map<String, INDArray> feeds = new HashMap<>(state.averages(UpdateGraph.averages(optimizer), weights));
        weights.forEach((name, weight) -> feeds.put(UpdateGraph.node(UpdateGraph.WEIGHT, name), weight));
        gradients.forEach((name, gradient) -> feeds.put(UpdateGraph.node(UpdateGraph.GRADIENT, name), gradient));
        masked.forEach(name -> feeds.put(UpdateGraph.node(UpdateGraph.MASK, name), store.mask(name)));
        pulled.keySet()
                .forEach(name -> feedPull(feeds, name, store.hold().pulls().get(name)));
        UpdateGraph.scalars(optimizer, rate, state.steps() + 1)
                .forEach((name, number) -> feeds.put(name, Nd4j.scalar(type, number)));
        if (scaled) {
            feeds.put(UpdateGraph.SCALE, Nd4j.scalar(type, factor));
        }
        Map<String, INDArray> into = new HashMap<>();
        graph.next().forEach((output, input) -> into.put(output, feeds.get(input)));
        executor.run(feeds, into, cancellation);
        state.stepped();
    }

    private static void feedPull(Map<String, INDArray> feeds, String name, Pull pull) {
        feeds.put(UpdateGraph.node(UpdateGraph.STRENGTH, name), pull.strength());
        pull.anchor().ifPresent(anchor -> feeds.put(UpdateGraph.node(UpdateGraph.ANCHOR, name), anchor));
    }

    /** The factor that keeps the norm of all gradients within bounds. */
    private double clipping(Map<String, INDArray> gradients, double scale) {
        if (!(options.clipping() instanceof Clipping.ByNorm bound)) {
            return 1;
        }
        Map<String, INDArray> feeds = new HashMap<>();
        gradients.forEach((name, gradient) -> feeds.put(UpdateGraph.node(UpdateGraph.GRADIENT, name), gradient));
        double length = scale * norm.run(feeds).get(GradientGraphs.NORM).getDouble(0);
        if (!Double.isFinite(length)) {
            throw DivergenceException.of(state.steps() + 1, length, gradients);
        }
        return Math.min(1, bound.max() / (length + 1e-6));
    }

    /** A graph for what holds now; which parameters are held seldom changes, the masks and anchors themselves may. */
    private void prepare(boolean scaling) {
        Set<String> now = shapes.keySet().stream()
                .filter(name -> store.mask(name) != null)
                .collect(Collectors.toSet());
        Map<String, Pull.Form> forms = new LinkedHashMap<>();
        store.hold().pulls().forEach((name, pull) -> {
            if (shapes.containsKey(name)) {
                forms.put(name, pull.form());
            }
        });
        if (executor != null && now.equals(masked) && forms.equals(pulled) && (scaled || !scaling)) {
            return;
        }
        close(executor);
        masked = now;
        pulled = forms;
        scaled |= scaling;
        graph = UpdateGraph.of(optimizer, options.clipping(), scaled, shapes, undecayed, masked, pulled);
        executor = options.engine().executor(graph.graph());
    }

    private static void close(Executor executor) {
        if (executor != null) {
            executor.close();
        }
    }

    @Override
    public void close() {
        close(norm);
        close(executor);
    }
}
