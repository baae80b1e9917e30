package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.prune.LayerChoice;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Pruned;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import java.util.List;

/** {@code %prune}. */
public final class PruneVerb implements Magic {

    private static final Parameter<String> STRUCTURE = Parameter.option(
                    "structure", Kinds.choice(List.of(Scheme.PATTERN, Scheme.UNSTRUCTURED)), "where zeros may be")
            .orElse(Scheme.PATTERN);
    private static final Parameter<Rate> RATE =
            Parameter.option("rate", Kinds.rate(), "all weights over kept ones, in each pruned layer; must be given");
    private static final Parameter<Integer> PATTERNS =
            Parameter.option("patterns", Kinds.integer(1, 56), "size of the pattern set (8 if left out)");
    private static final Parameter<List<String>> ONLY = layers("only", "just these layers");
    private static final Parameter<List<String>> INCLUDE = layers("include", "these too, though usually left out");
    private static final Parameter<List<String>> EXCLUDE = layers("exclude", "not these");

    private static final Schema SCHEMA = Schema.line(
                    "prune",
                    "sets weights to zero and keeps them there",
                    Model.class,
                    VerbParameters.MODEL,
                    STRUCTURE,
                    RATE,
                    PATTERNS,
                    ONLY,
                    INCLUDE,
                    EXCLUDE)
            .examples(
                    "var small = %prune net --structure pattern --rate 4x",
                    "var small = %prune net --structure unstructured --rate 75% --exclude fc1,stage3.*");

    private static Parameter<List<String>> layers(String name, String help) {
        return Parameter.option(name, Kinds.list(new LayerKind()), help);
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Pruned pruned = prune(arguments).apply(arguments.get(VerbParameters.MODEL));
        context.show(pruned);
        return pruned.model();
    }

    private static Prune prune(Arguments arguments) {
        Rate rate = arguments
                .find(RATE)
                .orElseThrow(
                        () -> MagicException.usage(SCHEMA, RATE.shown() + " is missing: a rate such as 4x or 75%"));
        LayerChoice layers = new LayerChoice(
                arguments.find(ONLY).orElse(List.of()),
                arguments.find(INCLUDE).orElse(List.of()),
                arguments.find(EXCLUDE).orElse(List.of()));
        return new Prune(scheme(arguments), rate, layers);
    }

    private static Scheme scheme(Arguments arguments) {
        Scheme usual = Scheme.parse(arguments.get(STRUCTURE));
        if (arguments.find(PATTERNS).isEmpty()) {
            return usual;
        }
        if (!(usual instanceof Scheme.Pattern)) {
            throw MagicException.usage(
                    SCHEMA, PATTERNS.shown() + " needs --structure pattern, found --structure " + usual);
        }
        return new Scheme.Pattern(arguments.get(PATTERNS));
    }
}
