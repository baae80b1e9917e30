package dev.espalier.model;

import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network: what it computes, with which numbers, how they are constrained, and how it came about. Immutable; every
 * change gives a new model with the step appended to its history.
 *
 * @param name for people
 * @param graph usually with one input and one output; {@link #input} and {@link #output} are for these
 * @param parameters one array per parameter node of the graph, of its shape
 * @param encodings what is not dense, by parameter name; quantized parameters hold exactly the numbers their encoding can
 *     express
 * @param history everything that was done, first to last
 */
public record Model(
        String name, Graph graph, Parameters parameters, Map<String, Encoding> encodings, List<Step> history) {

    public Model {
        encodings = Collections.unmodifiableMap(new LinkedHashMap<>(encodings));
        history = List.copyOf(history);
        for (Node node : graph.parameters()) {
            Shape found = shapeOf(parameters.get(node.name()));
            if (!found.equals(node.shape())) {
                throw new IllegalArgumentException(
                        "parameter '" + node.name() + "' has shape " + found + "; the graph expects " + node.shape());
            }
        }
        if (parameters.names().size() != graph.parameters().size()) {
            List<String> unknown = new ArrayList<>(parameters.names());
            graph.parameters().forEach(node -> unknown.remove(node.name()));
            throw new IllegalArgumentException("the graph has no parameters " + unknown);
        }
        for (Map.Entry<String, Encoding> entry : encodings.entrySet()) {
            check(graph.node(entry.getKey()), entry.getValue());
            if (entry.getValue() instanceof Encoding.Quantized quantized) {
                check(entry.getKey(), parameters.get(entry.getKey()), quantized);
            }
        }
    }

    private static void check(Node parameter, Encoding encoding) {
        if (!(parameter.op() instanceof Parameter)) {
            throw new IllegalArgumentException("'" + parameter.name() + "' is no parameter and has no encoding");
        }
        encoding.masked().map(masked -> shapeOf(masked.mask())).ifPresent(found -> {
            if (!found.equals(parameter.shape())) {
                throw new IllegalArgumentException("the mask of '" + parameter.name() + "' has shape " + found
                        + "; the parameter has " + parameter.shape());
            }
        });
    }

    private static void check(String parameter, INDArray weights, Encoding.Quantized encoding) {
        try {
            SignedLevels.of(weights, encoding);
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException("parameter '" + parameter + "' " + unfit.getMessage(), unfit);
        }
    }

    /** The shape of an array. */
    public static Shape shapeOf(INDArray array) {
        long[] dims = array.shape();
        List<Integer> list = new ArrayList<>(dims.length);
        for (long dim : dims) {
            list.add(Math.toIntExact(dim));
        }
        return new Shape(list);
    }

    /**
     * The node the data goes into.
     *
     * @throws IllegalArgumentException if there is not exactly one
     */
    public Node input() {
        return only(graph.inputs(), "input");
    }

    /**
     * The node the answer comes from.
     *
     * @throws IllegalArgumentException if there is not exactly one
     */
    public Node output() {
        return only(graph.outputs(), "output");
    }

    private Node only(List<Node> nodes, String what) {
        if (nodes.size() != 1) {
            throw new IllegalArgumentException("model '" + name + "' has " + nodes.size() + " " + what + "s "
                    + nodes.stream().map(Node::name).toList() + "; this is done with models that have one");
        }
        return nodes.get(0);
    }

    /** The shape of what goes in; where there are several inputs, with their names. */
    public String takes() {
        return shapes(graph.inputs());
    }

    /** The shape of what comes out; where there are several outputs, with their names. */
    public String gives() {
        return shapes(graph.outputs());
    }

    private static String shapes(List<Node> nodes) {
        return nodes.size() == 1
                ? nodes.get(0).shape().toString()
                : nodes.stream().map(node -> node.name() + " " + node.shape()).collect(Collectors.joining(", "));
    }

    /** How a parameter is constrained. */
    public Encoding encoding(String parameter) {
        parameters.get(parameter);
        return encodings.getOrDefault(parameter, new Encoding.Dense());
    }

    /** This model with other numbers. */
    public Model with(Parameters changed, Step step) {
        return new Model(name, graph, changed, encodings, append(step));
    }

    /** This model with other numbers and constraints. */
    public Model with(Parameters changed, Map<String, Encoding> constrained, Step step) {
        return new Model(name, graph, changed, constrained, append(step));
    }

    /** This model under further masks, with zeros where they have zeros. */
    public Model masked(Map<String, Encoding.Masked> masks, Step step) {
        Parameters weights = parameters;
        for (Map.Entry<String, Encoding.Masked> entry : masks.entrySet()) {
            weights = weights.with(
                    entry.getKey(),
                    weights.get(entry.getKey()).mul(entry.getValue().mask()));
        }
        Map<String, Encoding> constrained = new LinkedHashMap<>(encodings);
        constrained.putAll(masks);
        return with(weights, constrained, step);
    }

    /** The masks of this model's parameters, by name. */
    public Map<String, Encoding.Masked> masks() {
        Map<String, Encoding.Masked> masks = new LinkedHashMap<>();
        encodings.forEach((name, encoding) -> encoding.masked().ifPresent(mask -> masks.put(name, mask)));
        return masks;
    }

    /** This model under another name. */
    public Model named(String other) {
        return new Model(other, graph, parameters, encodings, history);
    }

    /**
     * This model without the channels that its masks remove whole; {@link Thinning#of} also says what is gone and what had
     * to stay.
     */
    public Model thin() {
        return Thinning.of(this).model();
    }

    /** Its layers and what they cost. */
    public Summary summary() {
        return Summary.of(this);
    }

    /** The rules its masks follow, each with the number of tensors; empty for a dense model. */
    public Map<Structure, Integer> structures() {
        Map<Structure, Integer> tensors = new LinkedHashMap<>();
        for (Encoding encoding : encodings.values()) {
            encoding.masked().ifPresent(masked -> tensors.merge(masked.structure(), 1, Integer::sum));
        }
        return tensors;
    }

    private Map<String, Integer> levels() {
        Map<String, Integer> tensors = new LinkedHashMap<>();
        for (Encoding encoding : encodings.values()) {
            if (encoding instanceof Encoding.Quantized quantized) {
                tensors.merge(quantized.toString(), 1, Integer::sum);
            }
        }
        return tensors;
    }

    /** Its name, what it costs, its masks and its history; the numbers themselves are left out. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(name + ": " + takes() + " to " + gives());
        lines.add("  " + Cost.of(this));
        structures().forEach((structure, tensors) -> lines.add("  masked: " + counted(tensors) + structure));
        levels().forEach((levels, tensors) -> lines.add("  quantized: " + counted(tensors) + levels));
        for (int i = 0; i < history.size(); i++) {
            lines.add("  " + (i + 1) + ". " + history.get(i));
        }
        return String.join("\n", lines);
    }

    private static String counted(int tensors) {
        return tensors + (tensors == 1 ? " tensor, " : " tensors, ");
    }

    private List<Step> append(Step step) {
        List<Step> longer = new ArrayList<>(history);
        longer.add(step);
        return longer;
    }
}
