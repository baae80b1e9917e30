package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Summary;

/** {@code %summary}. */
public final class SummaryVerb implements Magic {

    private static final Schema SCHEMA = Schema.line(
                    "summary", "lists the layers of a network and what they cost", Summary.class, VerbParameters.MODEL)
            .examples("%summary net");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Summary run(Arguments arguments, Context context) {
        return arguments.get(VerbParameters.MODEL).summary();
    }
}
