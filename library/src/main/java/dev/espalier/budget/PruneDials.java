package dev.espalier.budget;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Pruned;
import dev.espalier.prune.PrunedLayer;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.prune.SparsitySet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pruning with a rate for each layer.
 *
 * @param model to be pruned
 * @param structure what shape the zeros have, with the patterns that were found
 * @param layers every layer with weights, those left out with the reason
 */
public record PruneDials(Model model, Structure structure, List<PrunedLayer> layers) implements Dials {

    /** A rate that any layer worth a dial can have: one of 1x prunes nothing, and is refused. */
    private static final double LIGHT = 1.5;

    private static final double LEAST = 1e-4;
    private static final int HALVINGS = 40;

    public PruneDials {
        layers = List.copyOf(layers);
    }

    /**
     * The dials of a model under a scheme.
     *
     * @param choice which layers have one
     * @throws IllegalArgumentException if a layer name is unknown, a layer asked for cannot be pruned like this, or none
     *     is left to prune
     */
    public static PruneDials of(Model model, Scheme scheme, LayerChoice choice) {
        Structure structure = scheme.settle(model);
        double start = model.graph().parameters().stream()
                .mapToDouble(node -> SparsitySet.of(structure, Rate.NONE)
                        .loosest(node.shape())
                        .times())
                .max()
                .orElse(1);
        Pruned loosest = new Prune(scheme, Rate.times(Math.max(start, LIGHT)), choice).apply(model);
        return new PruneDials(model, structure, loosest.layers());
    }

    @Override
    public List<Dial> dials() {
        return layers.stream()
                .filter(PrunedLayer::pruned)
                .map(layer -> (Dial) new Dial.Weights(
                        layer.layer(),
                        tightest(layer.shape()),
                        SparsitySet.of(structure, Rate.NONE)
                                .loosest(layer.shape())
                                .keep()))
                .toList();
    }

    private double tightest(Shape weight) {
        double nothing = 0;
        double something = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.max(LEAST, (nothing + something) / 2);
            if (SparsitySet.of(structure, Rate.keep(middle)).kept(weight) > 0) {
                something = middle;
            } else {
                nothing = middle;
            }
        }
        return something;
    }

    @Override
    public Model turned(Map<String, Double> keeps) {
        Parameters parameters = model.parameters();
        Map<String, Encoding> encodings = new LinkedHashMap<>(model.encodings());
        Map<String, Double> positions = Positions.check(this, keeps);
        for (PrunedLayer layer : layers) {
            double keep = positions.getOrDefault(layer.layer(), 1.0);
            if (keep < 1) {
                Member member = SparsitySet.of(structure, Rate.keep(keep)).project(parameters.get(layer.parameter()));
                parameters = parameters.with(layer.parameter(), member.weights());
                encodings.put(layer.parameter(), member.encoding());
            }
        }
        String rates = positions.entrySet().stream()
                .filter(position -> position.getValue() < 1)
                .map(position -> position.getKey() + ":" + Rate.keep(position.getValue()))
                .collect(Collectors.joining(","));
        return model.with(parameters, encodings, Step.of(Prune.VERB, Prune.STRUCTURE, structure, "rates", rates));
    }

    @Override
    public String method() {
        return "prune " + structure;
    }
}
