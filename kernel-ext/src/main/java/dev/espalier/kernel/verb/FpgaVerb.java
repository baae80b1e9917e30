package dev.espalier.kernel.verb;

import dev.espalier.fpga.Device;
import dev.espalier.fpga.Fpga;
import dev.espalier.fpga.FpgaReport;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code %fpga}. */
public final class FpgaVerb implements Magic {

    private static final Parameter<String> DEVICE = Parameter.required(
            "device",
            Kinds.choice(Arrays.stream(Device.values()).map(Device::toString).toList()),
            "what there is of look-up tables and multipliers");
    private static final Parameter<String> ACTIVATIONS = Parameter.option(
                    "activations", Kinds.text("u4"), "what activations can be: u4 or s4 and so on")
            .orElse("u4");
    private static final Parameter<String> MULTIPLIED = Parameter.option(
                    "multiplied", Kinds.text("LEVELS"), "weights of rows with multipliers, fixed2 to fixed8")
            .orElse("fixed4");
    private static final Parameter<String> SHIFTED = Parameter.option(
                    "shifted", Kinds.text("LEVELS"), "weights of rows with shifts, such as sp2-4 or p2-4")
            .orElse("sp2-4");
    private static final Parameter<String> BATCH =
            Parameter.option("batch", Kinds.text("N"), "images at once").orElse("1");
    private static final Parameter<String> LANES = Parameter.option(
                    "lanes", Kinds.text("N"), "products that each sum takes in a clock")
            .orElse("16");
    private static final Parameter<String> TERMS =
            Parameter.option("terms", Kinds.text("N"), "most products of a sum").orElse("4608");
    private static final Parameter<String> CLOCK = Parameter.option(
                    "clock", Kinds.text("MHZ"), "assumed: Yosys does not time")
            .orElse("100");
    private static final Parameter<String> DSP = Parameter.option(
                    "dsp", Kinds.text("SHARE"), "of the multipliers that may be taken")
            .orElse("100%");
    private static final Parameter<String> LOGIC = Parameter.option(
                    "logic",
                    Kinds.text("SHARE"),
                    "of the look-up tables, flip-flops and carry chains that may be taken")
            .orElse("70%");
    private static final Parameter<Path> OUT =
            Parameter.option("out", Kinds.path(), "folder for the Verilog; a temporary one if left out");

    private static final Schema SCHEMA = Schema.line(
                    "fpga",
                    "synthesizes rows of multipliers and rows of shifts, and finds how many of each a device has room for",
                    FpgaReport.class,
                    DEVICE,
                    ACTIVATIONS,
                    MULTIPLIED,
                    SHIFTED,
                    BATCH,
                    LANES,
                    TERMS,
                    CLOCK,
                    DSP,
                    LOGIC,
                    OUT)
            .examples("var report = %fpga xc7z020", "%fpga xc7z045 --shifted p2-4 --lanes 8 --out core");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public FpgaReport run(Arguments arguments, Context context) throws IOException {
        Fpga fpga = fpga(arguments);
        Path folder = arguments.find(OUT).isPresent()
                ? Files.createDirectories(arguments.find(OUT).get())
                : Files.createTempDirectory("espalier-fpga");
        return fpga.apply(folder, context.progress(), context.cancellation());
    }

    private static Fpga fpga(Arguments arguments) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Parameter<String> parameter :
                List.of(DEVICE, ACTIVATIONS, MULTIPLIED, SHIFTED, BATCH, LANES, TERMS, CLOCK, DSP, LOGIC)) {
            settings.put(parameter.name(), arguments.get(parameter));
        }
        try {
            return Fpga.parse(settings);
        } catch (IllegalArgumentException wrong) {
            throw MagicException.usage(SCHEMA, wrong.getMessage());
        }
    }
}
