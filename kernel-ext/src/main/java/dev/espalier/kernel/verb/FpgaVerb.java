package dev.espalier.kernel.verb;

import dev.espalier.fpga.Activation;
import dev.espalier.fpga.Device;
import dev.espalier.fpga.Fpga;
import dev.espalier.fpga.FpgaReport;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.LevelSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code %fpga}. */
public final class FpgaVerb implements Magic {

    private static final Parameter<Device> DEVICE =
            Parameter.required("device", Kinds.choice(devices()), "what there is of look-up tables and multipliers");
    private static final Parameter<Activation> ACTIVATIONS = Parameter.option(
                    "activations",
                    Kinds.form("BITS", "bits such as u4 or s4", List.of("u4", "s4", "u8", "s8"), Activation::parse),
                    "what activations can be: u4 or s4 and so on")
            .orElse("u4");
    private static final Parameter<LevelSet> MULTIPLIED = Parameter.option(
                    "multiplied",
                    Kinds.form(
                            "LEVELS",
                            "levels for multipliers such as fixed4",
                            List.of("fixed2", "fixed4", "fixed8"),
                            levels -> with("multiplied", levels).multiplied()),
                    "weights of rows with multipliers, fixed2 to fixed8")
            .orElse("fixed4");
    private static final Parameter<LevelSet> SHIFTED = Parameter.option(
                    "shifted",
                    Kinds.form(
                            "LEVELS",
                            "levels for shifts such as sp2-4 or p2-4",
                            List.of("p2-4", "sp2-4"),
                            levels -> with("shifted", levels).shifted()),
                    "weights of rows with shifts, such as sp2-4 or p2-4")
            .orElse("sp2-4");
    private static final Parameter<Integer> BATCH =
            atLeastOne("batch", "images at once").orElse("1");
    private static final Parameter<Integer> LANES =
            atLeastOne("lanes", "products that each sum takes in a clock").orElse("16");
    private static final Parameter<Integer> TERMS =
            atLeastOne("terms", "most products of a sum").orElse("4608");
    private static final Parameter<Integer> CLOCK =
            atLeastOne("clock", "MHz, assumed: Yosys does not time").orElse("100");
    private static final Parameter<Double> DSP = Parameter.option(
                    "dsp",
                    Kinds.read("SHARE", "a share such as 70%", share -> with("dsp", share)
                            .dspShare()),
                    "of the multipliers that may be taken")
            .orElse("100%");
    private static final Parameter<Double> LOGIC = Parameter.option(
                    "logic",
                    Kinds.read("SHARE", "a share such as 70%", share -> with("logic", share)
                            .logicShare()),
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
        return new Fpga(
                arguments.get(DEVICE),
                arguments.get(ACTIVATIONS),
                arguments.get(MULTIPLIED),
                arguments.get(SHIFTED),
                arguments.get(BATCH),
                arguments.get(LANES),
                arguments.get(TERMS),
                arguments.get(CLOCK),
                arguments.get(DSP),
                arguments.get(LOGIC));
    }

    static Map<String, Device> devices() {
        Map<String, Device> devices = new LinkedHashMap<>();
        for (Device device : Device.values()) {
            devices.put(device.toString(), device);
        }
        return devices;
    }

    private static Parameter<Integer> atLeastOne(String name, String help) {
        return Parameter.option(name, Kinds.integer(1, Integer.MAX_VALUE), help);
    }

    /** Reads a setting of a core, which knows best what is right; the device does not matter for that. */
    private static Fpga with(String setting, String value) {
        return Fpga.parse(Map.of("device", Device.values()[0].toString(), setting, value));
    }
}
