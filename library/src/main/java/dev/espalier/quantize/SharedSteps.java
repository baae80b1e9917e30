package dev.espalier.quantize;

import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Parameter;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Values that share a step: those that one weight is multiplied with, such as the states of a recurrent layer at all times.
 * Hardware rescales the sums of a row by one number, whenever it computes them.
 */
final class SharedSteps {

    private SharedSteps() {}

    /** For each value one that it shares a step with, the same for all that share it: itself, if it shares none. */
    static Map<String, String> of(Graph graph, Collection<QuantizationPoint> points) {
        Map<String, String> ofWeight = new HashMap<>();
        Map<String, String> sharedWith = new LinkedHashMap<>();
        for (QuantizationPoint point : points) {
            List<String> weights = point.readers().stream()
                    .flatMap(reader ->
                            graph.node(reader).inputs().stream().skip(1).limit(1))
                    .map(graph::node)
                    .filter(node -> node.op() instanceof Parameter)
                    .map(Node::name)
                    .toList();
            String shared = weights.stream()
                    .map(ofWeight::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(point.value());
            weights.forEach(weight -> ofWeight.putIfAbsent(weight, shared));
            sharedWith.put(point.value(), shared);
        }
        return sharedWith;
    }

    /** Quantizers that share a step have as many bits as any of them needs, and a sign if any of them needs one. */
    static void align(Map<QuantizationPoint, FakeQuantize> quantizers, Map<String, String> sharedWith) {
        Map<String, FakeQuantize> widest = new HashMap<>();
        quantizers.forEach((point, op) -> widest.merge(
                sharedWith.get(point.value()),
                op,
                (a, b) -> new FakeQuantize(Math.max(a.bits(), b.bits()), a.signed() || b.signed(), a.gradient())));
        quantizers.replaceAll((point, op) -> widest.get(sharedWith.get(point.value())));
    }
}
