package dev.espalier.quantize;

import dev.espalier.model.Granularity;
import dev.espalier.model.Graph;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done to a layer; nothing is done yet.
 *
 * @param layer its node's name
 * @param parameter the name of its weight
 * @param set what the weight goes to; empty if it is left alone
 * @param note why it is left alone, or what is done otherwise than asked; may be empty
 */
record PlannedLayer(String layer, String parameter, Optional<QuantizedSet> set, String note) {

    /** All layers with weights, in the graph's order. */
    static List<PlannedLayer> of(Model model, Quantize quantize) {
        Graph graph = model.graph();
        List<Node> weighted = graph.layers().stream()
                .filter(node -> weight(graph, node).isPresent())
                .toList();
        check(quantize, weighted.stream().map(Node::name).toList());
        Map<String, String> owners = new HashMap<>();
        List<PlannedLayer> layers = new ArrayList<>();
        for (Node node : weighted) {
            Node weight = weight(graph, node).orElseThrow();
            String owner = owners.putIfAbsent(weight.name(), node.name());
            layers.add(
                    owner == null
                            ? of(node, weight, quantize)
                            : left(node, weight, "shares the weight of '" + owner + "'"));
        }
        if (layers.stream().allMatch(layer -> layer.set().isEmpty())) {
            List<String> reasons = new ArrayList<>();
            layers.forEach(layer -> reasons.add("'" + layer.layer() + "' " + layer.note()));
            throw new IllegalArgumentException("nothing to quantize in '" + model.name() + "': "
                    + (reasons.isEmpty() ? "it has no layers with weights" : String.join("; ", reasons)));
        }
        return layers;
    }

    private static void check(Quantize quantize, List<String> names) {
        quantize.layers().check(names);
        for (String name : quantize.own().keySet()) {
            if (names.stream().noneMatch(layer -> LayerChoice.fits(name, layer))) {
                throw new IllegalArgumentException(
                        "no layer '" + name + "' with weights to give levels of its own" + Nearest.hint(name, names));
            }
        }
    }

    /** The parameter a layer multiplies with, or looks up. */
    private static Optional<Node> weight(Graph graph, Node node) {
        return node.inputs().stream()
                .map(graph::node)
                .filter(input -> input.op() instanceof Parameter parameter && parameter.role() == Parameter.Role.WEIGHT)
                .findFirst();
    }

    private static PlannedLayer of(Node node, Node weight, Quantize quantize) {
        LayerChoice choice = quantize.layers();
        Optional<String> unwanted = choice.objection(node.name());
        if (unwanted.isEmpty() && !choice.demands(node.name())) {
            unwanted = habit(node);
        }
        if (unwanted.isPresent()) {
            return left(node, weight, unwanted.get());
        }
        Levels levels = quantize.levels();
        for (Map.Entry<String, Levels> own : quantize.own().entrySet()) {
            if (LayerChoice.fits(own.getKey(), node.name())) {
                levels = own.getValue();
            }
        }
        return of(node, weight, new QuantizedSet(levels, quantize.granularity(), quantize.scale()), choice);
    }

    private static PlannedLayer of(Node node, Node weight, QuantizedSet asked, LayerChoice choice) {
        QuantizedSet set = asked;
        String note = "";
        if (node.op() instanceof ConvTranspose2d && !(asked.granularity() instanceof Granularity.PerTensor)) {
            set = new QuantizedSet(asked.levels().widest(), new Granularity.PerTensor(), asked.scale());
            note = "is transposed: its rows belong to inputs, whose products are summed, so all have one scale";
        }
        Optional<String> obstacle = set.refusal(weight.shape());
        if (obstacle.isPresent() && choice.insists(node.name())) {
            throw new IllegalArgumentException("layer '" + node.name() + "' " + obstacle.get());
        }
        return obstacle.map(reason -> left(node, weight, reason))
                .orElse(new PlannedLayer(node.name(), weight.name(), Optional.of(set), note));
    }

    /** Where fewer bits save little and cost much. */
    private static Optional<String> habit(Node node) {
        if (node.op() instanceof Conv2d || node.op() instanceof Linear || node.op() instanceof ConvTranspose2d) {
            return Optional.empty();
        }
        return Optional.of(
                node.op() instanceof Gather
                        ? "looks its weights up and multiplies with none; include it to store them in fewer bits"
                        : "is no convolution and not linear; include it to store its weights in fewer bits");
    }

    private static PlannedLayer left(Node node, Node weight, String reason) {
        return new PlannedLayer(node.name(), weight.name(), Optional.empty(), reason);
    }
}
