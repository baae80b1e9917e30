package dev.espalier.train;

import dev.espalier.model.Graph;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One step of an optimizer for all parameters, as a graph. Its inputs are, for every parameter, {@code weight/NAME},
 * {@code gradient/NAME}, {@code mask/NAME} if it is masked, {@code strength/NAME} and {@code anchor/NAME} if it is pulled,
 * and the optimizer's averages, such as {@code velocity/NAME}; and the scalars of {@link #scalars}.
 *
 * @param graph with the new values as outputs
 * @param next output to the weight or average it is the new value of
 */
record UpdateGraph(Graph graph, Map<String, String> next) {

    static final String WEIGHT = "weight";
    static final String GRADIENT = "gradient";
    static final String MASK = "mask";
    /** How strongly a weight is pulled; see {@link Pull}. */
    static final String STRENGTH = "strength";

    /** Where to. */
    static final String ANCHOR = "anchor";

    static final String VELOCITY = "velocity";
    static final String MEAN = "mean";
    static final String SQUARE = "square";

    /** The factor on all gradients. */
    static final String SCALE = "scale";

    /** The learning rate of the step. */
    static final String RATE = "rate";

    /** Adam's factor on the root of the mean square. */
    static final String DEVIATION = "deviation";

    /** What decay leaves of a weight in AdamW. */
    static final String KEEP = "keep";

    /** The node of one kind for one parameter. */
    static String node(String kind, String parameter) {
        return kind + "/" + parameter;
    }

    UpdateGraph {
        next = Collections.unmodifiableMap(new LinkedHashMap<>(next));
    }

    /**
     * Builds the graph.
     *
     * @param scaled whether gradients are multiplied by the scalar {@link #SCALE}
     * @param shapes of the parameters, by name
     * @param undecayed which of them do not decay, whatever the optimizer does
     * @param masked which of them have a mask
     * @param pulls which of them are pulled, and how
     */
    static UpdateGraph of(
            Optimizer optimizer,
            Clipping clipping,
            boolean scaled,
            Map<String, Shape> shapes,
            Set<String> undecayed,
            Set<String> masked,
            Map<String, Pull.Form> pulls) {
        Graph.Builder graph = new Graph.Builder();
        scalars(optimizer, 1, 1).keySet().forEach(name -> graph.add(name, new Input(Shape.SCALAR)));
        if (scaled) {
            graph.add(SCALE, new Input(Shape.SCALAR));
        }
        Map<String, String> next = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            Optimizer own = undecayed.contains(name) ? optimizer.withoutDecay() : optimizer;
            next.putAll(
                    new UpdateRule(graph, own, clipping, name, shape, masked.contains(name), pulls.get(name)).add());
        });
        return new UpdateGraph(graph.build(next.keySet().toArray(String[]::new)), next);
    }

    /** The averages an optimizer keeps of every parameter. */
    static List<String> averages(Optimizer optimizer) {
        if (optimizer instanceof Optimizer.Sgd sgd) {
            return sgd.momentum() == 0 ? List.of() : List.of(VELOCITY);
        }
        return List.of(MEAN, SQUARE);
    }

    /**
     * The numbers that change from step to step.
     *
     * @param rate the learning rate of this step
     * @param step which step this is, from 1
     */
    static Map<String, Double> scalars(Optimizer optimizer, double rate, long step) {
        if (optimizer instanceof Optimizer.Adam adam) {
            return unbiased(adam.beta1(), adam.beta2(), rate, step);
        }
        if (optimizer instanceof Optimizer.AdamW adam) {
            Map<String, Double> scalars = new LinkedHashMap<>(unbiased(adam.beta1(), adam.beta2(), rate, step));
            scalars.put(KEEP, 1 - rate * adam.weightDecay());
            return scalars;
        }
        return Map.of(RATE, rate);
    }

    /** Adam's averages start at zero and are too small at first: the rate and the deviation make up for it. */
    private static Map<String, Double> unbiased(double beta1, double beta2, double rate, long step) {
        return Map.of(RATE, rate / (1 - Math.pow(beta1, step)), DEVIATION, 1 / Math.sqrt(1 - Math.pow(beta2, step)));
    }
}
