package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.util.List;
import java.util.Optional;

/** Data a verb works on: a variable that is named, or the only one there is. */
final class DataWord {

    private static final Kind<Split> SPLIT = Kinds.variable(Split.class, "for example one made by %data");
    private static final String HELP = "the data; may be left out where only one variable holds a Split";

    /** By position. */
    static final Parameter<Split> DATA = Parameter.optional("data", SPLIT, HELP);

    /** By name, for verbs whose positions are taken. */
    static final Parameter<Split> DATA_OPTION = Parameter.option("data", SPLIT, HELP);

    private DataWord() {}

    /** @throws MagicException if none is named and there is not exactly one */
    static Split get(Schema schema, Parameter<Split> word, Arguments arguments, Context context) {
        return find(word, arguments, context)
                .orElseThrow(() -> MagicException.usage(schema, missing(word, candidates(context))));
    }

    /** Empty if none is named and there is not exactly one. */
    static Optional<Split> find(Parameter<Split> word, Arguments arguments, Context context) {
        return arguments
                .find(word)
                .or(() -> candidates(context).size() == 1
                        ? context.variables().find(candidates(context).get(0)).map(Split.class::cast)
                        : Optional.empty());
    }

    /** What is wrong, as the rest of a sentence, where {@link #find} finds nothing. */
    static String missing(Parameter<Split> word, List<String> candidates) {
        return candidates.isEmpty()
                ? word.shown() + " is missing, and no variable holds a Split; make one: var data = %data fashion-mnist"
                : word.shown() + " is missing, and several variables hold a Split: " + String.join(", ", candidates)
                        + "; name one of them";
    }

    static List<String> candidates(Context context) {
        return context.variables().named(Split.class);
    }
}
