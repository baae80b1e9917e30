package dev.espalier.quantize;

import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Puts quantizers into a network: behind a value {@code relu1} the node {@code relu1/quantized} with {@code relu1.step}. */
final class Quantizers {

    private Quantizers() {}

    /**
     * A quantizer and its step.
     *
     * @param shared the same for quantizers that share the step, which is then called after the first of their values
     */
    record Quantizer(FakeQuantize op, float step, String shared) {}

    /** The network with a quantizer behind each of these values, and everybody reading what it gives. */
    static Model insert(Model model, Map<String, Quantizer> quantizers) {
        Graph.Builder builder = new Graph.Builder();
        Map<String, String> renamed = new HashMap<>();
        Map<String, String> steps = new HashMap<>();
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (Node node : model.graph().nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> renamed.getOrDefault(input, input))
                    .toList();
            builder.add(node.name(), node.op(), inputs);
            if (node.op() instanceof Parameter) {
                arrays.put(node.name(), model.parameters().get(node.name()));
            }
            Quantizer quantizer = quantizers.get(node.name());
            if (quantizer != null) {
                if (!steps.containsKey(quantizer.shared())) {
                    String step = free(model.graph(), node.name() + ".step");
                    builder.add(step, new Parameter(Shape.SCALAR, Role.STEP));
                    arrays.put(step, Nd4j.scalar(quantizer.step()));
                    steps.put(quantizer.shared(), step);
                }
                String quantized = free(model.graph(), node.name() + "/quantized");
                builder.add(quantized, quantizer.op(), List.of(node.name(), steps.get(quantizer.shared())));
                renamed.put(node.name(), quantized);
            }
        }
        Graph graph =
                builder.build(model.graph().outputs().stream().map(Node::name).toArray(String[]::new));
        Map<String, Encoding> encodings = model.encodings();
        return new Model(model.name(), graph, new Parameters(arrays), encodings, model.history());
    }

    private static String free(Graph graph, String name) {
        String free = name;
        for (int i = 2; graph.contains(free); i++) {
            free = name + i;
        }
        return free;
    }
}
