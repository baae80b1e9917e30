package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Coupling;
import dev.espalier.model.Couplings;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import java.util.List;
import java.util.stream.Stream;

/** {@code %couplings}. */
public final class CouplingsVerb implements Magic {

    private static final Parameter<String> LAYER =
            Parameter.optional("layer", new LayerKind(), "only channels that run through this layer or its weight");

    private static final Schema SCHEMA = Schema.line(
                    "couplings",
                    "lists which channels can only be dropped together, and which not at all, with the reason",
                    Couplings.class,
                    VerbParameters.MODEL,
                    LAYER)
            .examples("%couplings net", "%couplings net layer2.0.conv1");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Couplings run(Arguments arguments, Context context) {
        Model model = arguments.get(VerbParameters.MODEL);
        Couplings all = Couplings.of(model.graph());
        return arguments
                .find(LAYER)
                .map(layer -> through(all, model.graph(), layer))
                .orElse(all);
    }

    private static Couplings through(Couplings all, Graph graph, String layer) {
        List<String> layers = graph.layers().stream().map(Node::name).toList();
        if (!layers.contains(layer)) {
            throw MagicException.usage(
                    SCHEMA, "the network has no layer '" + layer + "'" + Nearest.hint(layer, layers));
        }
        List<String> parameters = graph.node(layer).inputs();
        return new Couplings(
                all.prunable().stream()
                        .filter(coupling -> touches(coupling, layer, parameters))
                        .toList(),
                all.excluded().stream()
                        .filter(excluded -> touches(excluded.coupling(), layer, parameters))
                        .toList());
    }

    private static boolean touches(Coupling coupling, String layer, List<String> parameters) {
        return Stream.concat(coupling.layers().stream(), coupling.members().stream())
                .anyMatch(member -> member.tensor().equals(layer) || parameters.contains(member.tensor()));
    }
}
