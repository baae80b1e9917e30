package dev.espalier.train;

import dev.espalier.engine.TrainingForm;
import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Scope;
import dev.espalier.model.op.DropoutMask;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Networks and losses put together into one graph for a {@link TrainingStep}.
 *
 * <pre>{@code
 * JointGraph joint = new JointGraph();
 * Value images = joint.input("images", Shape.batchOf(1, 28, 28));
 * Value labels = joint.input("labels", Shape.batchOf());
 * Value logits = joint.train("student", student, images);
 * joint.add("loss", new CrossEntropy(0), logits, labels);
 * TrainingStep step = TrainingStep.of(joint.build("loss"), "loss", ParameterStore.of(joint), optimizer);
 * }</pre>
 *
 * <p>A network is put in under a name; its parameters are {@code name/parameter}. Using the same network again under the
 * same name shares its parameters.
 */
public final class JointGraph {

    private final Graph.Builder graph = new Graph.Builder();
    private final Map<String, Model> networks = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final Map<String, Encoding> encodings = new LinkedHashMap<>();
    /** Running statistic to the node of its new value. */
    private final Map<String, String> updates = new LinkedHashMap<>();

    /** Something the caller of the step brings: images, labels, noise. */
    public Value input(String name, Shape shape) {
        return graph.add(name, new Input(shape));
    }

    /**
     * A parameter that belongs to no network, such as the weights of a mixture.
     *
     * @param start its first value
     */
    public Value parameter(String name, Role role, INDArray start) {
        parameters.put(name, start);
        return graph.add(name, new Parameter(Model.shapeOf(start), role));
    }

    /**
     * The answer of a network as it is in training: batch normalisation takes its statistics from the batch and carries
     * the running ones on, and dropout drops.
     *
     * @param name of the network in this graph
     * @param input of the shape the network takes
     */
    public Value train(String name, Model network, Value input) {
        TrainingForm form = TrainingForm.of(network.graph(), prefix(name, uses.getOrDefault(name, 0) + 1));
        Map<String, Value> inside = put(name, network, form.graph(), input);
        form.updates()
                .forEach((statistic, update) ->
                        updates.put(within(name, statistic), inside.get(update).name()));
        return inside.get(network.output().name());
    }

    /**
     * The answer of a network as it is in use: batch normalisation takes its running statistics and leaves them alone. Its
     * parameters can be trained all the same; leave them out of {@link StepOptions#training} to freeze them.
     *
     * @param name of the network in this graph
     * @param input of the shape the network takes
     */
    public Value eval(String name, Model network, Value input) {
        return put(name, network, network.graph(), input).get(network.output().name());
    }

    /**
     * The answer of a network as {@link #train} gives it, with the running statistics left as they are: for a network that
     * takes part in a step that trains another one.
     *
     * @param name of the network in this graph
     * @param input of the shape the network takes
     */
    public Value pass(String name, Model network, Value input) {
        TrainingForm form = TrainingForm.of(network.graph(), prefix(name, uses.getOrDefault(name, 0) + 1));
        return put(name, network, form.graph(), input).get(network.output().name());
    }

    private Map<String, Value> put(String name, Model network, Graph form, Value input) {
        int uses = this.uses.merge(name, 1, Integer::sum);
        if (uses == 1) {
            networks.put(name, network);
            network.graph().parameters().forEach(node -> own(name, network, node));
        } else if (!networks.get(name).graph().equals(network.graph())) {
            throw new IllegalArgumentException("'" + name + "' is already the network '"
                    + networks.get(name).name() + "', not '" + network.name() + "'; give each a name of its own");
        }
        Map<String, Value> bindings = new HashMap<>();
        bindings.put(network.input().name(), input);
        if (form.contains(TrainingForm.SEED)) {
            bindings.put(TrainingForm.SEED, seed());
        }
        for (Node node : network.graph().parameters()) {
            String own = within(name, node.name());
            // A statistic that was carried on goes on from there.
            bindings.put(node.name(), graph.value(updates.getOrDefault(own, own)));
        }
        return graph.include(prefix(name, uses), form, bindings);
    }

    private static String prefix(String name, int use) {
        return use == 1 ? name : name + "#" + use;
    }

    private Value seed() {
        return graph.contains(TrainingForm.SEED)
                ? graph.value(TrainingForm.SEED)
                : input(TrainingForm.SEED, DropoutMask.SEED);
    }

    private void own(String name, Model network, Node node) {
        String own = within(name, node.name());
        parameters.put(own, network.parameters().get(node.name()));
        graph.add(own, node.op());
        Encoding encoding = network.encodings().get(node.name());
        if (encoding != null) {
            encodings.put(own, encoding);
        }
    }

    private static String within(String network, String node) {
        return network.isEmpty() ? node : network + "/" + node;
    }

    /** Anything that is computed from the values so far, losses for one. */
    public Value add(String name, Op op, Value... inputs) {
        return graph.add(name, op, inputs);
    }

    /** A part of the graph with nodes of its own, such as a loss that takes several operators. */
    public Scope scope(String name) {
        return new Scope(graph, name);
    }

    /**
     * A value inside a network, such as {@code teacher/relu3}; in a second use of the same network it is
     * {@code teacher#2/relu3}.
     *
     * @throws IllegalArgumentException if there is none, with the nearest name there is
     */
    public Value value(String node) {
        return graph.value(node);
    }

    /** The first values of all parameters, by name in this graph. */
    Parameters parameters() {
        return new Parameters(parameters);
    }

    /** The constraints the networks came with, by name in this graph. */
    Map<String, Encoding> encodings() {
        return encodings;
    }

    /** What is in the graph so far, with the given results and the running statistics. */
    public TrainingForm build(String... outputs) {
        Set<String> all = new LinkedHashSet<>(List.of(outputs));
        all.addAll(updates.values());
        return new TrainingForm(graph.build(all.toArray(String[]::new)), updates);
    }
}
