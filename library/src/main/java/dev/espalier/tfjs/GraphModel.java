package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.espalier.model.op.Size2d;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code model.json} says.
 *
 * @param nodes in an order in which each comes after those it reads
 * @param weights where the constants are
 * @param outputs names of the nodes whose results are the model's
 * @param constants that are in no file of weights
 */
record GraphModel(List<TfNode> nodes, List<Shards> weights, List<String> outputs, Map<String, Tensor> constants) {

    /**
     * Reads a graph model or a layers model.
     *
     * @param open height and width of images where a layers model leaves them open; empty if nothing is given
     */
    static GraphModel parse(JsonNode json, Path folder, Optional<Size2d> open) {
        if (json.path("modelTopology").has("model_config")
                || json.path("format").asText().equals("layers-model")) {
            return LayersModel.parse(json, folder, open);
        }
        if (open.isPresent()) {
            throw new Malformed("it is a graph model, whose images have one size; read it without giving one");
        }
        if (!json.path("modelTopology").path("node").isArray()) {
            throw new Malformed("it has no modelTopology.node, so it is no graph model of TensorFlow.js");
        }
        Map<String, TfNode> nodes = new LinkedHashMap<>();
        for (JsonNode each : json.path("modelTopology").path("node")) {
            TfNode node = TfNode.parse(each);
            if (nodes.put(node.name(), node) != null) {
                throw new Malformed("two nodes are named '" + node.name() + "'");
            }
        }
        List<Shards> weights = new ArrayList<>();
        json.path("weightsManifest").forEach(group -> weights.add(Shards.parse(group, folder)));
        return new GraphModel(sorted(nodes), weights, outputs(json, nodes), Map.of());
    }

    /** Kahn's topological sort; among nodes that are ready, the file's order. */
    static List<TfNode> sorted(Map<String, TfNode> nodes) {
        Map<String, Integer> waitsFor = new LinkedHashMap<>();
        Map<String, List<TfNode>> readers = new LinkedHashMap<>();
        Deque<TfNode> ready = new ArrayDeque<>();
        for (TfNode node : nodes.values()) {
            for (String input : node.inputs()) {
                if (!nodes.containsKey(input)) {
                    throw node.fault("it reads '" + input + "', but there is no such node");
                }
                readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
            }
            waitsFor.put(node.name(), node.inputs().size());
            if (node.inputs().isEmpty()) {
                ready.add(node);
            }
        }
        List<TfNode> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            TfNode node = ready.remove();
            sorted.add(node);
            for (TfNode reader : readers.getOrDefault(node.name(), List.of())) {
                if (waitsFor.merge(reader.name(), -1, Integer::sum) == 0) {
                    ready.add(reader);
                }
            }
        }
        if (sorted.size() < nodes.size()) {
            waitsFor.values().removeIf(count -> count == 0);
            throw nodes.get(waitsFor.keySet().iterator().next())
                    .fault("it takes part in a cycle, or reads from one; graphs must be acyclic");
        }
        return sorted;
    }

    /** Those of the signature, in its order; without one, the nodes that nobody reads. */
    private static List<String> outputs(JsonNode json, Map<String, TfNode> nodes) {
        JsonNode signature = json.path("signature").path("outputs");
        if (signature.isEmpty()) {
            signature = json.path("userDefinedMetadata").path("signature").path("outputs");
        }
        List<String> outputs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> output : signature.properties()) {
            String name = output.getValue().path("name").asText(output.getKey()).replaceFirst(":0$", "");
            if (!nodes.containsKey(name)) {
                throw new Malformed("its signature promises the output '" + name + "', but there is no such node");
            }
            outputs.add(name);
        }
        if (outputs.isEmpty()) {
            outputs.addAll(nodes.keySet());
            nodes.values().forEach(node -> outputs.removeAll(node.inputs()));
        }
        if (outputs.isEmpty()) {
            throw new Malformed("it has no nodes");
        }
        return outputs;
    }
}
