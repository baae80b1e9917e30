package dev.espalier.kernel.bench;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A quantized network in the form that TensorFlow Lite calls full integer: whatever is computed from levels has levels
 * itself, what is added and what goes out included. Those that the network does not have get 8 bits, and the largest number
 * that an example gives there is the largest level.
 */
final class FullInteger {

    private final Model model;
    private final Graph graph;

    private FullInteger(Model model) {
        this.model = model;
        this.graph = model.graph();
    }

    /**
     * The same network with what it lacks.
     *
     * @param example its inputs
     */
    static Model of(Model model, Map<String, INDArray> example) {
        FullInteger form = new FullInteger(model);
        List<Node> lacking = form.lacking();
        return lacking.isEmpty() ? model : form.with(lacking, form.values(lacking, example));
    }

    /** Nodes that are computed from levels and whose readers get none. */
    private List<Node> lacking() {
        Set<String> levelled = new HashSet<>();
        List<Node> lacking = new ArrayList<>();
        for (Node node : graph.layers()) {
            boolean fromLevels = node.inputs().stream().anyMatch(levelled::contains);
            if (node.op() instanceof FakeQuantize || fromLevels) {
                levelled.add(node.name());
            }
            boolean computes = node.op() instanceof Conv2d
                    || node.op() instanceof Linear
                    || node.op() instanceof Add
                    || node.op() instanceof GlobalAveragePool;
            Node last = TfliteTensors.rectifier(graph, node).orElse(node);
            if (fromLevels && computes && !isQuantized(last)) {
                lacking.add(last);
            }
        }
        return lacking;
    }

    private boolean isQuantized(Node node) {
        return TfliteTensors.onlyReader(graph, node)
                .filter(reader -> reader.op() instanceof FakeQuantize)
                .isPresent();
    }

    private Map<String, INDArray> values(List<Node> nodes, Map<String, INDArray> example) {
        Graph observed = graph.extend().build(nodes.stream().map(Node::name).toArray(String[]::new));
        Map<String, INDArray> feeds = new LinkedHashMap<>(model.parameters().arrays());
        feeds.putAll(example);
        try (ReferenceExecutor executor = new ReferenceExecutor(observed)) {
            return executor.run(feeds);
        }
    }

    private Model with(List<Node> lacking, Map<String, INDArray> values) {
        Graph.Builder builder = new Graph.Builder();
        Map<String, String> renamed = new HashMap<>();
        Map<String, INDArray> arrays = new HashMap<>(model.parameters().arrays());
        for (Node node : graph.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> renamed.getOrDefault(input, input))
                    .toList();
            builder.add(node.name(), node.op(), inputs);
            if (lacking.contains(node)) {
                INDArray numbers = values.get(node.name());
                FakeQuantize quantize =
                        new FakeQuantize(TfliteLevels.BITS, numbers.minNumber().doubleValue() < 0);
                double largest = numbers.amaxNumber().doubleValue();
                String step = node.name() + ".full-integer-step";
                String levels = node.name() + "/full-integer";
                builder.add(step, new Parameter(Shape.SCALAR, Parameter.Role.STEP));
                builder.add(levels, quantize, List.of(node.name(), step));
                arrays.put(step, Nd4j.scalar((float) (largest == 0 ? 1 : largest / quantize.most())));
                renamed.put(node.name(), levels);
            }
        }
        Graph changed = builder.build(graph.outputs().stream()
                .map(output -> renamed.getOrDefault(output.name(), output.name()))
                .toArray(String[]::new));
        return new Model(model.name(), changed, new Parameters(arrays), model.encodings(), model.history());
    }
}
