package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.Thinning;

/** {@code %thin}. */
public final class ThinVerb implements Magic {

    private static final Schema SCHEMA = Schema.line(
                    "thin",
                    "takes the channels out that masks remove whole, so that the network really is smaller",
                    Model.class,
                    VerbParameters.MODEL)
            .examples("var thinned = %thin pruned");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Thinning thinning = Thinning.of(arguments.get(VerbParameters.MODEL));
        context.show(thinning);
        return thinning.model();
    }
}
