package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.prune.Importance;
import dev.espalier.prune.LayerRates;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Pruned;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import java.util.function.Function;

/** {@code %prune}. */
public final class PruneVerb implements Magic {

    private static final Parameter<Rate> RATE = Parameter.option(
            "rate",
            Kinds.rate(),
            "all weights over kept ones, in each pruned layer; must be given, unless the structure has one as n:m:2:4"
                    + " does");
    private static final Parameter<LayerRates> RATES = Parameter.option(
            "rates",
            Kinds.read("LAYER:RATE,…", "layers with rates such as conv2:2x,stage3.*:75%", LayerRates::parse),
            "other rates for some layers, such as conv2:2x,stage3.*:75%");
    private static final Parameter<Importance> IMPORTANCE = Parameter.option(
                    "importance",
                    Kinds.form(
                            "IMPORTANCE",
                            "a measure such as l2, l1 or gradient:10",
                            Importance.NAMES,
                            Importance::parse),
                    "by what weights stay: " + String.join(", ", Importance.NAMES)
                            + "; gradient:10 looks at 10 batches of data")
            .orElse("l2");

    private static final Schema SCHEMA = Schema.line(
                    "prune",
                    "sets weights to zero and keeps them there",
                    Model.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    StructureOptions.STRUCTURE,
                    StructureOptions.PATTERNS,
                    RATE,
                    RATES,
                    IMPORTANCE)
            .with(LayerOptions.ALL)
            .with(RecoveryOptions.ALL)
            .examples(
                    "var small = %prune net --structure pattern --rate 4x",
                    "var small = %prune net data --structure pattern --rate 4x --recover 3",
                    "var small = %prune net --structure block-punched:8x4 --rate 8x --solver gradual --recover 10",
                    "var small = %prune net --structure unstructured --rate 75% --exclude fc1,stage3.*");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Prune prune = prune(arguments);
        Function<Model, Pruned> atOnce = model -> DataWord.find(DataWord.DATA, arguments, context)
                .map(data -> prune.apply(model, data))
                .orElseGet(() -> prune.apply(model));
        return RecoveryOptions.reach(SCHEMA, prune, arguments, context, atOnce, prune::describe, Pruned::model);
    }

    private static Prune prune(Arguments arguments) {
        Scheme scheme = StructureOptions.scheme(SCHEMA, arguments);
        Rate rate = arguments
                .find(RATE)
                .or(scheme::ownRate)
                .orElseThrow(
                        () -> MagicException.usage(SCHEMA, RATE.shown() + " is missing: a rate such as 4x or 75%"));
        return new Prune(
                scheme,
                rate,
                LayerOptions.choice(arguments),
                arguments.find(RATES).orElse(LayerRates.NONE),
                arguments.get(IMPORTANCE));
    }
}
