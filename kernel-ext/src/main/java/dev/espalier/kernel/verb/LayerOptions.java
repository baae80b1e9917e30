package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.model.LayerChoice;
import java.util.List;

/** Which layers a verb works on. */
final class LayerOptions {

    static final Parameter<List<String>> ONLY = layers("only", "just these layers");
    static final Parameter<List<String>> INCLUDE = layers("include", "these too, though usually left out");
    static final Parameter<List<String>> EXCLUDE = layers("exclude", "not these");

    /** All of these. */
    static final List<Parameter<?>> ALL = List.of(ONLY, INCLUDE, EXCLUDE);

    private LayerOptions() {}

    private static Parameter<List<String>> layers(String name, String help) {
        return Parameter.option(name, Kinds.list(new LayerKind()), help);
    }

    /** The choice that was asked for. */
    static LayerChoice choice(Arguments arguments) {
        return new LayerChoice(
                arguments.find(ONLY).orElse(List.of()),
                arguments.find(INCLUDE).orElse(List.of()),
                arguments.find(EXCLUDE).orElse(List.of()));
    }
}
