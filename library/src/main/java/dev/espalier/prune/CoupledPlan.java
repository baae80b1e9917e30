package dev.espalier.prune;

import dev.espalier.model.Coupling;
import dev.espalier.model.Couplings;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Structure;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many channels of which couplings stay, and what that comes to layer by layer. A coupling is chosen by the layers
 * that make its channels; its rate is theirs.
 */
final class CoupledPlan {

    private final Model model;
    private final Prune prune;
    private final List<Node> weighted;
    private final Map<String, String> reasons = new HashMap<>();
    private final List<CoupledChannels> chosen = new ArrayList<>();

    private CoupledPlan(Model model, Prune prune, List<Node> weighted) {
        this.model = model;
        this.prune = prune;
        this.weighted = weighted;
    }

    static PrunePlan of(Model model, Prune prune, Scheme.Coupled scheme, List<Node> weighted) {
        CoupledPlan plan = new CoupledPlan(model, prune, weighted);
        Couplings couplings = Couplings.of(model.graph());
        Map<String, Coupling> prunable = named(couplings.prunable());
        plan.checkRates(prunable.keySet());
        couplings.excluded().forEach(plan::exclude);
        prunable.forEach((name, coupling) -> plan.decide(name, coupling, scheme));
        return new PrunePlan(new Structure.Coupled(), plan.layers(), Map.of(), List.copyOf(plan.chosen));
    }

    /** Couplings by the layers that make them: {@code stem}, {@code stem#2}. */
    private static Map<String, Coupling> named(List<Coupling> couplings) {
        Map<String, Coupling> named = new LinkedHashMap<>();
        for (Coupling coupling : couplings) {
            String name = coupling.name();
            for (int i = 2; named.containsKey(name); i++) {
                name = coupling.name() + "#" + i;
            }
            named.put(name, coupling);
        }
        return named;
    }

    private void checkRates(Collection<String> couplings) {
        Set<String> names = new LinkedHashSet<>(couplings);
        weighted.forEach(layer -> names.add(layer.name()));
        prune.rates().check(names);
    }

    private void exclude(Couplings.Exclusion exclusion) {
        for (String maker : makers(exclusion.coupling())) {
            if (prune.layers().insists(maker)) {
                throw new IllegalArgumentException(
                        "layer '" + maker + "' must keep its channels: " + exclusion.reason());
            }
            reasons.merge(maker, "must keep its channels: " + exclusion.reason(), (first, second) -> first);
        }
    }

    private void decide(String name, Coupling coupling, Scheme.Coupled scheme) {
        List<String> makers = makers(coupling);
        Optional<String> objection = objection(makers);
        if (objection.isEmpty()) {
            CoupledChannels channels = CoupledChannels.of(model, name, coupling, scheme, rate(name, makers));
            if (channels.kept() < coupling.channels()) {
                chosen.add(channels);
                return;
            }
            objection = Optional.of("has " + coupling.channels() + " channels, of which all are to stay");
        }
        String reason = objection.get();
        makers.forEach(maker -> reasons.putIfAbsent(maker, reason));
    }

    /** The layers whose filters the channels are. */
    private List<String> makers(Coupling coupling) {
        return weighted.stream()
                .filter(layer -> coupling.members().stream()
                        .anyMatch(member -> member.tensor().equals(weight(layer)) && member.axis() == outAxis(layer)))
                .map(Node::name)
                .toList();
    }

    private static String weight(Node layer) {
        return layer.inputs().get(1);
    }

    private static int outAxis(Node layer) {
        return layer.op() instanceof ConvTranspose2d ? 1 : 0;
    }

    private Optional<String> objection(List<String> makers) {
        LayerChoice choice = prune.layers();
        LayerChoice exclude = new LayerChoice(List.of(), List.of(), choice.exclude());
        for (String maker : makers) {
            Optional<String> excluded = exclude.objection(maker);
            if (excluded.isPresent()) {
                return makers.size() == 1
                        ? excluded
                        : Optional.of("shares its channels with '" + maker + "', which " + excluded.get());
            }
        }
        return choice.only().isEmpty() || makers.stream().anyMatch(choice::demands)
                ? Optional.empty()
                : Optional.of("is not among the layers asked for");
    }

    /** The rate of a coupling is that of its name, or of any layer that makes its channels. */
    private Rate rate(String name, List<String> makers) {
        Rate exact = prune.rates().byName().get(name);
        if (exact != null) {
            return exact;
        }
        Map<String, Rate> own = new TreeMap<>();
        for (String maker : makers) {
            Rate rate = prune.rates().of(maker, prune.rate());
            if (!rate.equals(prune.rate())) {
                own.put(maker, rate);
            }
        }
        if (own.values().stream().distinct().count() > 1) {
            throw new IllegalArgumentException(
                    "layers that share their channels cannot have different rates, found " + own);
        }
        return own.values().stream().findFirst().orElse(prune.rate());
    }

    private List<PrunedLayer> layers() {
        Map<String, String> owners = new HashMap<>();
        List<PrunedLayer> layers = new ArrayList<>();
        for (Node layer : weighted) {
            Node weight = model.graph().node(weight(layer));
            String owner = owners.putIfAbsent(weight.name(), layer.name());
            layers.add(new PrunedLayer(
                    layer.name(), weight.name(), weight.shape(), kept(weight), reason(layer, weight, owner)));
        }
        return layers;
    }

    private Optional<String> reason(Node layer, Node weight, String owner) {
        if (owner != null) {
            return Optional.of("shares the weight of '" + owner + "'");
        } else if (!(weight.op() instanceof Parameter)) {
            return Optional.of("computes its weight, so there is none to prune");
        }
        return chosen.stream().anyMatch(channels -> channels.parameters().contains(weight.name()))
                ? Optional.empty()
                : Optional.of(reasons.getOrDefault(layer.name(), "has no channels of its own, and reads none that go"));
    }

    /** Weights at positions that stay along both axes. */
    private long kept(Node weight) {
        Shape shape = weight.shape();
        for (CoupledChannels channels : chosen) {
            for (Coupling.Member member : channels.coupling().members()) {
                if (member.tensor().equals(weight.name())) {
                    int each = member.positions().size() / channels.coupling().channels();
                    int gone = (channels.coupling().channels() - channels.kept()) * each;
                    shape = shape.withDim(member.axis(), shape.dim(member.axis()) - gone);
                }
            }
        }
        return shape.size();
    }
}
