package dev.espalier.papers.msq;

import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Outcome;
import dev.espalier.fpga.Device;
import dev.espalier.fpga.Fpga;
import dev.espalier.fpga.FpgaReport;
import dev.espalier.fpga.GemmCore;
import dev.espalier.fpga.IntegerLayer;
import dev.espalier.fpga.RatioPoint;
import dev.espalier.fpga.Resources;
import dev.espalier.fpga.Simulator;
import dev.espalier.fpga.Tool;
import dev.espalier.fpga.Verdict;
import dev.espalier.model.Model;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The arms about hardware, which need programs of others: what rows cost and what devices have room for, and a simulation. */
final class Hardware {

    /** The arm that synthesizes rows. */
    static final String SYNTHESIS = "synthesized rows";

    /** The arm that simulates the paper's smaller core. */
    static final String SIMULATION = "simulated core";

    /** Sums of the simulated core that are not those of integer arithmetic. */
    static final String WRONG = "wrong sums";

    static final String SHARE = "share of shifted rows";
    static final String GOPS = "GOPS";
    static final String MULTIPLIED_GOPS = "GOPS of multipliers alone";
    static final String SPEEDUP = "speed-up";

    /** At the paper's ratio if there is room for it, otherwise at the largest ratio below. */
    static final String PAPER_SPEEDUP = "speed-up up to the paper's ratio";

    static final String PAPER_FITS = "room for the paper's ratio";
    static final String LUT = "LUT [%]";
    static final String DSP = "DSP [%]";
    static final String RATIO = "ratio";

    /** Look-up tables of a product with its share of the sum. */
    static final String PRODUCT = "LUT a product";

    /** Rows of the paper's core for XC7Z020, as remembered: fixed point, and sums of powers. */
    private static final int MULTIPLIED_ROWS = 16;

    private static final int SHIFTED_ROWS = 24;
    private static final int IMAGES = 2;
    private static final int POSITIONS = 64;

    private Hardware() {}

    /** How many images the paper's core for a device computes at once, as remembered. */
    private static int batch(Device device) {
        return device == Device.XC7Z045 ? 4 : 1;
    }

    static String identity() {
        return "cores of " + MULTIPLIED_ROWS + " and " + SHIFTED_ROWS + " rows, "
                + Fpga.on(Device.XC7Z020).settings();
    }

    /** The name of a device's number. */
    static String of(Device device, String number) {
        return device + ", " + number;
    }

    private static Optional<Simulator> simulator() {
        return Arrays.stream(Simulator.values())
                .filter(any -> any.tool().missing().isEmpty())
                .findFirst();
    }

    /** What is missing here, and what for. */
    static List<String> lacking() {
        List<String> lacking = new ArrayList<>();
        Tool.YOSYS.missing().ifPresent(lacking::add);
        if (simulator().isEmpty()) {
            Tool.ICARUS.missing().ifPresent(lacking::add);
        }
        return lacking;
    }

    /** Both arms, as far as there are programs for them. There is no chance in them, so that one seed is enough. */
    static List<Arm> arms(Extent extent) {
        List<Arm> arms = new ArrayList<>();
        if (Tool.YOSYS.missing().isEmpty()) {
            arms.add(new Arm(SYNTHESIS, 1, around -> synthesize(extent, around)));
        }
        simulator()
                .ifPresent(simulator -> arms.add(new Arm(SIMULATION, 1, around -> {
                    return simulate(simulator, extent, around);
                })));
        return arms;
    }

    private static Fpga settings(Scheme shifted, Extent extent) {
        return Fpga.parse(Map.of(
                "device",
                Device.XC7Z020.toString(),
                "shifted",
                shifted.levels().toString(),
                "lanes",
                Integer.toString(extent.lanes())));
    }

    private static FpgaReport report(Scheme shifted, Extent extent, Arm.Surroundings around) throws IOException {
        Path folder = Files.createDirectories(around.folder().resolve(shifted.toString()));
        return settings(shifted, extent).apply(folder, around.progress(), around.cancellation());
    }

    private static Outcome synthesize(Extent extent, Arm.Surroundings around) throws IOException {
        FpgaReport sums = report(Scheme.SP2, extent, around);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put(Scheme.SP2.number(PRODUCT), product(sums, sums.costs().shifted()));
        if (extent.powers()) {
            FpgaReport powers = report(Scheme.P2, extent, around);
            numbers.put(
                    Scheme.P2.number(PRODUCT), product(powers, powers.costs().shifted()));
        }
        numbers.put(Scheme.FIXED.number(PRODUCT), product(sums, sums.costs().multipliedWithoutDsp()));
        for (Device device : Device.values()) {
            device(device, sums.on(device, batch(device)), numbers);
        }
        Outcome outcome = Outcome.of(numbers);
        for (Device device : Device.values()) {
            FpgaReport report = sums.on(device, batch(device));
            long luts = device.has().lut();
            outcome = outcome.with(of(device, RATIO), points(report, RatioPoint::ratio))
                    .with(of(device, GOPS), points(report, RatioPoint::gops))
                    .with(
                            of(device, LUT),
                            points(report, point -> 100.0 * point.takes().lut() / luts));
        }
        return outcome;
    }

    private static double product(FpgaReport report, Resources row) {
        return (double) row.lut() / report.settings().lanes();
    }

    private static List<Double> points(FpgaReport report, ToDoubleFunction<RatioPoint> number) {
        return report.ratios().stream().mapToDouble(number).boxed().toList();
    }

    private static void device(Device device, FpgaReport report, Map<String, Double> numbers) {
        RatioPoint best = report.best();
        RatioPoint paper = report.ratios().stream()
                .filter(point -> !point.paper().isEmpty())
                .findFirst()
                .orElseThrow();
        numbers.put(of(device, SHARE), 100 * best.shiftedShare());
        numbers.put(of(device, GOPS), best.gops());
        numbers.put(of(device, MULTIPLIED_GOPS), report.ratios().get(0).gops());
        numbers.put(of(device, SPEEDUP), report.speedup(best));
        numbers.put(of(device, PAPER_SPEEDUP), report.speedup(paper.fits() ? paper : best));
        numbers.put(of(device, PAPER_FITS), paper.fits() ? 1.0 : 0);
        numbers.put(of(device, LUT), 100.0 * best.takes().lut() / device.has().lut());
        numbers.put(of(device, DSP), 100.0 * best.takes().dsp() / device.has().dsp());
    }

    /** A layer of a network sent through the core, whose sums are compared with those of integers. */
    private static Outcome simulate(Simulator simulator, Extent extent, Arm.Surroundings around) throws IOException {
        MsqNet net = MsqNet.CONVOLUTIONAL;
        Split data = extent.data();
        Model dense = QuantizedNet.dense(net, 1, data, around);
        Model small = Quantize.to(Scheme.MSQ60.levels())
                .apply(Activations.bits(MixAndMatch.BITS).apply(dense, data).model())
                .model();
        IntegerLayer layer = IntegerLayer.of(
                IntegerModel.of(small).model(), net.product(), QuantizedNet.images(data, IMAGES), POSITIONS);
        GemmCore core = settings(Scheme.SP2, extent).core(MULTIPLIED_ROWS, SHIFTED_ROWS);
        Verdict verdict = simulator.run(
                core, layer, Files.createDirectories(around.folder().resolve("core")), around.cancellation());
        return Outcome.of(Map.of(WRONG, (double) verdict.wrong(), "sums", (double) verdict.results()));
    }
}
