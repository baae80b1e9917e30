package dev.espalier.kernel.verb;

import dev.espalier.exchange.Exchange;
import dev.espalier.exchange.Saved;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.io.IOException;
import java.nio.file.Path;

/** {@code %export}. */
public final class ExportVerb implements Magic {

    private static final Parameter<Path> FILE =
            Parameter.required("file", Kinds.path(), "whose name ends in .onnx or .espalier");

    private static final Schema SCHEMA = Schema.line(
                    "export",
                    "writes a model for other tools, or to go on with later",
                    Saved.class,
                    VerbParameters.MODEL,
                    FILE)
            .examples("%export small small.onnx", "%export small small.espalier");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Saved run(Arguments arguments, Context context) throws IOException {
        return Exchange.save(arguments.get(VerbParameters.MODEL), arguments.get(FILE));
    }
}
