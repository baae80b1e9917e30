package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.quantize.Quantize;
import dev.espalier.quantize.Quantized;
import dev.espalier.quantize.ScaleChoice;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code %quantize}. */
public final class QuantizeVerb implements Magic {

    private static final Parameter<String> LEVELS = Parameter.option(
                    Quantize.LEVELS,
                    Kinds.form(
                            "LEVELS",
                            "levels such as fixed4, p2-4, sp2-4 or mix:sp2-4:fixed4:0.6",
                            List.of("fixed2", "fixed4", "fixed8", "p2-4", "sp2-4", "mix:sp2-4:fixed4:0.6"),
                            levels -> checked(Quantize.LEVELS, levels)),
                    "what weights may be: fixed2 to fixed8, powers of two p2-2 to p2-7, sums of two sp2-3 to sp2-8, or"
                            + " mix:sp2-4:fixed4:0.6, a share of the rows to the first")
            .orElse("fixed8");
    private static final Parameter<String> GRANULARITY = Parameter.option(
                    Quantize.GRANULARITY,
                    Kinds.form(
                            "GRANULARITY",
                            "tensor, row or group:SIZE",
                            List.of("tensor", "row", "group:64"),
                            granularity -> checked(Quantize.GRANULARITY, granularity)),
                    "which weights share a scale: tensor, row or group:SIZE")
            .orElse("row");
    private static final Parameter<String> SCALE = Parameter.option(
                    Quantize.SCALE,
                    Kinds.choice(Arrays.stream(ScaleChoice.values())
                            .map(ScaleChoice::toString)
                            .toList()),
                    "how scales are found: largest weight, squared error, or alternating least squares")
            .orElse("mse");
    private static final Parameter<String> OWN = Parameter.option(
            Quantize.OWN,
            Kinds.read("LAYER:LEVELS,…", "layers with levels", own -> checked(Quantize.OWN, own)),
            "other levels for some layers, such as conv1:fixed8,stage3.*:sp2-4");

    private static final Schema SCHEMA = Schema.line(
                    "quantize",
                    "takes weights to a few levels and keeps them there; zeros of a mask stay",
                    Model.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    LEVELS,
                    GRANULARITY,
                    SCALE,
                    OWN)
            .with(LayerOptions.ALL)
            .with(RecoveryOptions.ALL)
            .examples(
                    "var small = %quantize net --levels fixed8",
                    "var small = %quantize net --levels mix:sp2-4:fixed4:0.6 --own conv1:fixed8",
                    "var small = %quantize net data --levels sp2-4 --solver one-shot --recover 2");

    /** Reads a setting of a quantization, which knows best what is right. */
    private static String checked(String setting, String value) {
        Map<String, String> settings = new LinkedHashMap<>(Map.of(Quantize.LEVELS, "fixed8"));
        settings.put(setting, value);
        Quantize.parse(settings);
        return value;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Quantize quantize = quantize(arguments);
        return RecoveryOptions.reach(
                SCHEMA, quantize, arguments, context, quantize::apply, quantize::describe, Quantized::model);
    }

    private static Quantize quantize(Arguments arguments) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Parameter<String> parameter : List.of(LEVELS, GRANULARITY, SCALE, OWN)) {
            arguments.find(parameter).ifPresent(value -> settings.put(parameter.name(), value));
        }
        settings.putAll(LayerOptions.choice(arguments).settings());
        return Quantize.parse(settings);
    }
}
