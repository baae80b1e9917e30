package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.Calibrated;
import dev.espalier.train.Engine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code %calibrate}. */
public final class CalibrateVerb implements Magic {

    private static final Kind<Integer> WIDTH = Kinds.integer(FakeQuantize.LEAST_BITS, FakeQuantize.MOST_BITS);
    private static final Parameter<Integer> BITS =
            Parameter.option("bits", WIDTH, "of an activation").orElse("8");
    private static final Parameter<Integer> INPUT =
            Parameter.option("input", WIDTH, "of the network's input").orElse("8");
    private static final Parameter<String> OBSERVER = Parameter.option(
                    "observer",
                    Kinds.form(
                            "OBSERVER",
                            "max, average:0.9, percentile:99.99 or mse",
                            List.of("max", "average:0.9", "percentile:99.99", "mse"),
                            observer -> checked("observer", observer)),
                    "how ranges are found: max, average:0.9 of batches, percentile:99.99, or smallest squared error")
            .orElse("mse");
    private static final Parameter<Integer> IMAGES = Parameter.option(
                    "images", Kinds.integer(1, Integer.MAX_VALUE), "of the training part, that are watched")
            .orElse("256");
    private static final Parameter<String> GRADIENT = Parameter.option(
                    "gradient", Kinds.choice(List.of("lsq", "pact")), "how steps learn if the network is trained on")
            .orElse("lsq");
    private static final Parameter<String> OWN = Parameter.option(
            "own",
            Kinds.read("LAYER:BITS,…", "layers with bits", own -> checked("own", own)),
            "other bits of what some layers read, such as conv1:8,stage3.*:4");

    private static final Schema SCHEMA = Schema.line(
                    "calibrate",
                    "rounds what layers read to a few bits, in ranges found by watching images",
                    Model.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    BITS,
                    INPUT,
                    OBSERVER,
                    IMAGES,
                    GRADIENT,
                    OWN)
            .with(LayerOptions.ALL)
            .with(List.of(TrainerOptions.THREADS))
            .examples(
                    "var active = %calibrate net --bits 8",
                    "var active = %calibrate net data --bits 4 --observer percentile:99.9 --own conv1:8");

    /** Reads a setting of a calibration, which knows best what is right. */
    private static String checked(String setting, String value) {
        Activations.parse(Map.of("bits", "8", setting, value));
        return value;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        Engine engine = arguments
                .find(TrainerOptions.THREADS)
                .map(Engine.DEFAULT::threads)
                .orElse(Engine.DEFAULT);
        Calibrated calibrated = activations(arguments)
                .apply(arguments.get(VerbParameters.MODEL), data, context.progress(), context.cancellation(), engine);
        context.show(calibrated);
        return calibrated.model();
    }

    private static Activations activations(Arguments arguments) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Parameter<?> parameter : List.of(BITS, INPUT, OBSERVER, IMAGES, GRADIENT)) {
            settings.put(parameter.name(), arguments.get(parameter).toString());
        }
        arguments.find(OWN).ifPresent(own -> settings.put(OWN.name(), own));
        settings.putAll(LayerOptions.choice(arguments).settings());
        return Activations.parse(settings);
    }
}
