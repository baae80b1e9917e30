package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.quantize.IntegerModel;

/** {@code %integer}. */
public final class IntegerVerb implements Magic {

    private static final Parameter<Integer> IMAGES = Parameter.option(
                    "images",
                    Kinds.integer(1, Integer.MAX_VALUE),
                    "of the test part, on which integers and simulation are compared")
            .orElse("32");

    private static final Schema SCHEMA = Schema.line(
                    "integer",
                    "computes a quantized network in integers and compares it with its simulation, bit for bit",
                    Model.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    IMAGES)
            .examples("var exact = %integer small", "var exact = %integer small data --images 100");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        IntegerModel integers = IntegerModel.of(arguments.get(VerbParameters.MODEL));
        context.show(integers);
        context.show(integers.agreement(data, arguments.get(IMAGES)));
        return integers.model();
    }
}
