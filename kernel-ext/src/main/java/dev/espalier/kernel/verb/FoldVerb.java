package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Model;

/** {@code %fold}. */
public final class FoldVerb implements Magic {

    private static final Schema SCHEMA = Schema.line(
                    "fold",
                    "works batch normalisation into the layers before it, as it is used after training",
                    Model.class,
                    VerbParameters.MODEL)
            .examples("var folded = %fold net");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        BatchNormFolding folding = BatchNormFolding.of(arguments.get(VerbParameters.MODEL));
        context.show(folding);
        return folding.model();
    }
}
