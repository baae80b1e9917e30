package dev.espalier.prune;

import dev.espalier.model.Graph;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.solve.Goal;
import dev.espalier.solve.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which layers of a model are pruned to what, and why the others are not; nothing is done yet.
 *
 * @param structure what shape the zeros get
 * @param layers all layers with weights, in the graph's order
 * @param sets by parameter, what each weight that is pruned by itself becomes a member of
 * @param coupled the couplings of which channels go; empty where weights are pruned by themselves
 */
record PrunePlan(
        Structure structure, List<PrunedLayer> layers, Map<String, SparsitySet> sets, List<CoupledChannels> coupled) {

    /** What the weight of a layer that is pruned by itself becomes a member of. */
    SparsitySet set(PrunedLayer layer) {
        return sets.get(layer.parameter());
    }

    /**
     * Decides.
     *
     * @throws IllegalArgumentException if a layer asked for cannot be pruned like this, or none can
     */
    static PrunePlan of(Model model, Prune prune) {
        List<Node> weighted =
                model.graph().layers().stream().filter(PrunePlan::isWeighted).toList();
        prune.layers().check(weighted.stream().map(Node::name).toList());
        PrunePlan plan = prune.scheme() instanceof Scheme.Coupled scheme
                ? CoupledPlan.of(model, prune, scheme, weighted)
                : ofLayers(model, prune, weighted);
        if (plan.layers.stream().noneMatch(PrunedLayer::pruned)) {
            List<String> reasons = new ArrayList<>();
            plan.layers.forEach(layer ->
                    reasons.add("'" + layer.layer() + "' " + layer.excluded().orElseThrow()));
            throw new IllegalArgumentException("nothing to prune in '" + model.name() + "': "
                    + (reasons.isEmpty() ? "it has no layers with weights" : String.join("; ", reasons)));
        }
        return plan;
    }

    private static PrunePlan ofLayers(Model model, Prune prune, List<Node> weighted) {
        prune.rates().check(weighted.stream().map(Node::name).toList());
        Structure structure = prune.scheme().settle(model);
        Chooser chooser = new Chooser(model.graph(), weighted, prune, structure);
        List<PrunedLayer> layers = weighted.stream().map(chooser::decide).toList();
        return new PrunePlan(structure, layers, chooser.sets, List.of());
    }

    /** Whether a node is a layer with a weight that could be pruned. */
    static boolean isWeighted(Node node) {
        return node.op() instanceof Conv2d || node.op() instanceof Linear || node.op() instanceof ConvTranspose2d;
    }

    /** The layers that change. */
    List<PrunedLayer> pruned() {
        return layers.stream().filter(PrunedLayer::pruned).toList();
    }

    /**
     * What the pruned layers are to become.
     *
     * @param scores by which weights stay
     */
    Goal goal(Scores scores) {
        Stream<Part> parts = coupled.isEmpty()
                ? pruned().stream().map(layer -> new LayerPart(layer, set(layer), scores))
                : coupled.stream().map(channels -> new CoupledPart(channels, scores));
        return new Goal(parts.toList());
    }

    private record Chooser(
            Graph graph,
            List<Node> weighted,
            Prune prune,
            Structure structure,
            Map<String, String> owners,
            Map<String, SparsitySet> sets) {

        Chooser(Graph graph, List<Node> weighted, Prune prune, Structure structure) {
            this(graph, weighted, prune, structure, new HashMap<>(), new HashMap<>());
        }

        PrunedLayer decide(Node layer) {
            Node weight = graph.node(layer.inputs().get(1));
            String owner = owners.putIfAbsent(weight.name(), layer.name());
            SparsitySet set = set(layer);
            Optional<String> reason = owner != null
                    ? Optional.of("shares the weight of '" + owner + "'")
                    : reasonAgainst(layer, weight, set);
            long kept = reason.isPresent() ? weight.shape().size() : set.kept(weight.shape());
            if (reason.isEmpty()) {
                sets.put(weight.name(), set);
            }
            return new PrunedLayer(layer.name(), weight.name(), weight.shape(), kept, reason);
        }

        private SparsitySet set(Node layer) {
            SparsitySet set = SparsitySet.of(structure, prune.rates().of(layer.name(), prune.rate()));
            return layer.op() instanceof ConvTranspose2d ? new TransposedSet(set) : set;
        }

        private Optional<String> reasonAgainst(Node layer, Node weight, SparsitySet set) {
            LayerChoice choice = prune.layers();
            Optional<String> unwanted = choice.objection(layer.name());
            if (unwanted.isEmpty() && !choice.demands(layer.name())) {
                unwanted = habit(layer);
            }
            if (unwanted.isPresent()) {
                return unwanted;
            }
            Optional<String> obstacle = obstacle(layer, weight, set);
            if (obstacle.isPresent() && choice.insists(layer.name())) {
                throw new IllegalArgumentException("layer '" + layer.name() + "' " + obstacle.get());
            }
            return obstacle;
        }

        /** What published configurations leave alone. */
        private Optional<String> habit(Node layer) {
            Op op = layer.op();
            if (layer.equals(weighted.get(weighted.size() - 1))) {
                return Optional.of("is the last layer with weights");
            }
            if (op instanceof Conv2d && layer.equals(firstConvolution())) {
                return Optional.of("is the first convolution");
            }
            if (isDepthwise(layer) && !(structure instanceof Structure.Position)) {
                return Optional.of("is depthwise: every channel has one kernel only");
            }
            if (op instanceof Linear && structure instanceof Structure.PatternConnectivity) {
                return Optional.of("is linear and has no kernels; include it to prune its single weights");
            }
            return Optional.empty();
        }

        private Node firstConvolution() {
            return weighted.stream()
                    .filter(layer -> layer.op() instanceof Conv2d)
                    .findFirst()
                    .orElseThrow();
        }

        private boolean isDepthwise(Node layer) {
            int channels = graph.inputShapes(layer).get(0).dim(1);
            return layer.op() instanceof Conv2d conv && conv.groups() > 1 && conv.groups() == channels;
        }

        /** What cannot be done. */
        private Optional<String> obstacle(Node layer, Node weight, SparsitySet set) {
            Shape shape = weight.shape();
            if (!(weight.op() instanceof Parameter)) {
                return Optional.of("computes its weight, so there is none to prune");
            }
            if (set.rate().equals(Rate.NONE)) {
                return Optional.of("is asked for at 1x, which keeps everything");
            }
            if (prune.importance() instanceof Importance.BatchNormScale
                    && FilterScores.scale(graph, layer).isEmpty()) {
                return Optional.of("has no batch normalisation with a scale after it, which importance "
                        + prune.importance() + " goes by");
            }
            Optional<String> grouped = GroupedLayers.refusal(layer.op(), shape, structure);
            if (grouped.isPresent()) {
                return grouped;
            }
            Optional<String> refusal = set.refusal(shape);
            if (refusal.isPresent()) {
                Rate loosest = set.loosest(shape);
                if (set.rate().times() < loosest.times()) {
                    throw new IllegalArgumentException("rate " + set.rate() + " is below " + loosest
                            + ", the smallest that " + structure + " can have: layer '" + layer.name() + "' is at "
                            + loosest + " before any kernel is cut; ask for " + loosest + " or more, or for structure "
                            + Scheme.UNSTRUCTURED);
                }
                return refusal;
            }
            return set.kept(shape) == 0
                    ? Optional.of("is too small: " + shape.size() + " weights at " + set.rate() + " leave none")
                    : Optional.empty();
        }
    }
}
