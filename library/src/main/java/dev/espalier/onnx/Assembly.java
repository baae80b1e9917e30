package dev.espalier.onnx;

import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is left of a file once everything was read: nodes that an output depends on, outputs under their names in the file.
 *
 * @param graph with all inputs, also those that nothing reads
 * @param arrays of its parameters
 * @param encodings of its parameters
 */
record Assembly(Graph graph, Map<String, INDArray> arrays, Map<String, Encoding> encodings) {

    static Assembly of(Reading reading, List<String> outputs) {
        if (outputs.isEmpty()) {
            throw new OnnxException("has no outputs");
        }
        Map<String, Value> values = new LinkedHashMap<>();
        for (String output : outputs) {
            if (values.put(output, output(reading, output)) != null) {
                throw new OnnxException("names the output '" + output + "' twice");
            }
        }
        Graph spelled = reading.graph().build();
        Idioms idioms = new Idioms(
                spelled,
                reading.arrays(),
                reading.shorter(),
                values.values().stream().map(Value::name).toList());
        Graph all = idioms.graph();
        values.replaceAll((output, value) -> all.node(idioms.name(value.name())).value());
        Set<String> needed =
                needed(all, values.values().stream().map(Value::name).toList());
        Map<String, String> names = names(all, values, reading.shorter());
        Graph.Builder graph = new Graph.Builder();
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        for (Node node : all.nodes()) {
            if (needed.contains(node.name()) || node.op() instanceof Input) {
                graph.add(
                        names.get(node.name()),
                        role(all, needed, node),
                        node.inputs().stream().map(names::get).toList());
            }
            if (needed.contains(node.name()) && node.op() instanceof Parameter) {
                arrays.put(names.get(node.name()), reading.arrays().get(node.name()));
                Encoding encoding = reading.encodings().get(node.name());
                if (encoding != null) {
                    encodings.put(names.get(node.name()), encoding);
                }
            }
        }
        values.forEach((output, value) -> {
            if (!names.get(value.name()).equals(output)) {
                graph.add(output, new Reshape(value.shape()), graph.value(names.get(value.name())));
            }
        });
        return new Assembly(graph.build(outputs.toArray(String[]::new)), arrays, encodings);
    }

    /** A scale is a step if it lies between levels and nothing else reads it; otherwise it is just a number. */
    private static Op role(Graph graph, Set<String> needed, Node node) {
        boolean isStep = node.op() instanceof Parameter parameter && parameter.role() == Parameter.Role.STEP;
        boolean stays = !isStep
                || graph.consumers(node.name()).stream()
                        .filter(reader -> needed.contains(reader.name()))
                        .allMatch(reader -> reader.op() instanceof FakeQuantize);
        return stays ? node.op() : new Parameter(node.shape(), Parameter.Role.CONSTANT);
    }

    private static Value output(Reading reading, String name) {
        try {
            return reading.operand(name) instanceof Operand.Computed computed
                    ? computed.value()
                    : reading.parameter(
                            name, "", name, Parameter.Role.CONSTANT, ((Operand.Known) reading.operand(name))::tensor);
        } catch (OnnxException refused) {
            throw new OnnxException("output '" + name + "' " + refused.getMessage(), refused);
        }
    }

    private static Set<String> needed(Graph graph, List<String> outputs) {
        Set<String> needed = new HashSet<>(outputs);
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (needed.contains(nodes.get(i).name())) {
                needed.addAll(nodes.get(i).inputs());
            }
        }
        return needed;
    }

    /**
     * New names by old ones: those of outputs are taken from the nodes that bear them and given to those that are.
     *
     * @param shorter names that nodes get if they are free
     */
    private static Map<String, String> names(Graph graph, Map<String, Value> outputs, Map<String, String> shorter) {
        Map<String, String> names = new HashMap<>();
        outputs.forEach((output, value) -> {
            boolean isInput = graph.node(value.name()).op() instanceof Input;
            boolean inputHasIt = graph.contains(output) && graph.node(output).op() instanceof Input;
            if (!isInput && !inputHasIt) {
                names.putIfAbsent(value.name(), output);
            }
        });
        Set<String> taken = new HashSet<>(outputs.keySet());
        graph.nodes().stream()
                .map(Node::name)
                .filter(name -> !outputs.containsKey(name))
                .forEach(taken::add);
        for (Node node : graph.nodes()) {
            String better = shorter.get(node.name());
            if (better != null && !names.containsKey(node.name()) && taken.add(better)) {
                names.put(node.name(), better);
            }
            boolean keeps = !outputs.containsKey(node.name()) || node.op() instanceof Input;
            if (!names.containsKey(node.name())) {
                String name = node.name();
                for (int i = 2; !keeps && !taken.add(name); i++) {
                    name = node.name() + "_" + i;
                }
                names.put(node.name(), name);
            }
        }
        return names;
    }
}
