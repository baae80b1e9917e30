package dev.espalier.fpga;

import dev.espalier.model.LevelSet;
import dev.espalier.model.Settings;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A matrix product in hardware, as a setting and a verb: rows of multipliers in the DSP slices of a device, rows of
 * shifts in its look-up tables (MSQ, arXiv 2012.04240). How many of each the device has room for says what
 * share of a network's rows should have weights of the one kind and of the other.
 *
 * @param device what there is
 * @param activation what activations can be
 * @param multiplied the level set of rows with multipliers
 * @param shifted the level set of rows with shifts: powers of two, or sums of two
 * @param batch images at once
 * @param lanes products that each sum takes in a clock
 * @param terms the most products a sum adds up: 4608 are those of a 3x3 convolution of 512 channels
 * @param megahertz the clock, assumed: Yosys does not time
 * @param dspShare how many of the DSP slices may be taken, above 0 to 1
 * @param logicShare how much of the look-up tables, flip-flops and carry chains may be taken, above 0 to 1; an assumption
 *     about how much control, buffers and routing need
 */
public record Fpga(
        Device device,
        Activation activation,
        LevelSet multiplied,
        LevelSet shifted,
        int batch,
        int lanes,
        int terms,
        int megahertz,
        double dspShare,
        double logicShare) {

    /** The verb's name. */
    public static final String VERB = "fpga";

    private static final String DEVICE = "device";
    private static final String ACTIVATIONS = "activations";
    private static final String MULTIPLIED = "multiplied";
    private static final String SHIFTED = "shifted";
    private static final String BATCH = "batch";
    private static final String LANES = "lanes";
    private static final String TERMS = "terms";
    private static final String CLOCK = "clock";
    private static final String DSP = "dsp";
    private static final String LOGIC = "logic";

    /** The names of all settings. */
    public static final List<String> KEYS =
            List.of(DEVICE, ACTIVATIONS, MULTIPLIED, SHIFTED, BATCH, LANES, TERMS, CLOCK, DSP, LOGIC);

    public Fpga {
        if (!(multiplied instanceof LevelSet.Fixed)) {
            throw new IllegalArgumentException(
                    "multiplied=" + multiplied + " is no set for multipliers; they take fixed point, fixed2 to fixed8");
        }
        if (shifted instanceof LevelSet.Fixed) {
            throw new IllegalArgumentException("shifted=" + shifted
                    + " is no set for shifts; they take powers of two, p2-4, or sums of two, sp2-4");
        }
        atLeastOne(BATCH, batch);
        atLeastOne(LANES, lanes);
        atLeastOne(TERMS, terms);
        atLeastOne(CLOCK, megahertz);
        share(DSP, dspShare);
        share(LOGIC, logicShare);
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + "=" + value + " must be at least 1");
        }
    }

    private static void share(String key, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    key + "=" + percent(value) + " of a device; above 0% and up to 100% can be taken");
        }
    }

    /** What is usual on a device: 4-bit weights and activations, one image, 16 lanes, 100 MHz. */
    public static Fpga on(Device device) {
        return new Fpga(
                device,
                new Activation(4, false),
                new LevelSet.Fixed(4),
                new LevelSet.SumOfPowers(4),
                1,
                16,
                4608,
                100,
                1,
                0.7);
    }

    /**
     * The settings that are described, as {@link #settings()} writes them; {@code device} is needed, the rest is usual.
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Fpga parse(Map<String, String> settings) {
        Settings given = Settings.of("fpga", settings, KEYS);
        Fpga usual = on(given.read(DEVICE, Device::parse));
        return new Fpga(
                usual.device,
                given.read(ACTIVATIONS, usual.activation, Activation::parse),
                given.read(MULTIPLIED, usual.multiplied, LevelSet::parse),
                given.read(SHIFTED, usual.shifted, LevelSet::parse),
                given.read(BATCH, usual.batch, Integer::valueOf),
                given.read(LANES, usual.lanes, Integer::valueOf),
                given.read(TERMS, usual.terms, Integer::valueOf),
                given.read(CLOCK, usual.megahertz, Fpga::megahertz),
                given.read(DSP, usual.dspShare, Fpga::share),
                given.read(LOGIC, usual.logicShare, Fpga::share));
    }

    private static int megahertz(String text) {
        return Integer.parseInt(text.replaceFirst("(?i)\\s*mhz$", ""));
    }

    private static double share(String text) {
        return text.endsWith("%")
                ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
                : Double.parseDouble(text);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%s%%", Math.round(1000 * share) / 10.0)
                .replace(".0%", "%");
    }

    /** These settings as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(DEVICE, device.toString());
        settings.put(ACTIVATIONS, activation.toString());
        settings.put(MULTIPLIED, multiplied.toString());
        settings.put(SHIFTED, shifted.toString());
        settings.put(BATCH, Integer.toString(batch));
        settings.put(LANES, Integer.toString(lanes));
        settings.put(TERMS, Integer.toString(terms));
        settings.put(CLOCK, megahertz + " MHz");
        settings.put(DSP, Double.toString(dspShare));
        settings.put(LOGIC, Double.toString(logicShare));
        return settings;
    }

    /** On another device, with so many images at once. */
    Fpga on(Device other, int images) {
        return new Fpga(other, activation, multiplied, shifted, images, lanes, terms, megahertz, dspShare, logicShare);
    }

    /** A core with these settings and so many rows of each kind; one kind may have none. */
    public GemmCore core(int multipliedRows, int shiftedRows) {
        return core(batch, multipliedRows, shiftedRows);
    }

    GemmCore core(int images, int multipliedRows, int shiftedRows) {
        List<RowGroup> groups = new ArrayList<>();
        if (multipliedRows > 0) {
            groups.add(new RowGroup(multiplied, multipliedRows));
        }
        if (shiftedRows > 0) {
            groups.add(new RowGroup(shifted, shiftedRows));
        }
        return new GemmCore(activation, images, lanes, groups, terms);
    }

    /**
     * Synthesizes rows of either kind, sees how many the device has room for, and writes the Verilog of the largest core
     * into a folder.
     *
     * @param folder for the Verilog; what Yosys needs goes into {@code synthesis} in it
     * @throws FpgaException if Yosys is missing or fails, or the device has no room for a row
     * @throws java.util.concurrent.CancellationException if that was asked for
     */
    public FpgaReport apply(Path folder, Progress progress, Cancellation cancellation) throws IOException {
        RowCosts costs;
        try (Progress.Task task =
                progress.start("synthesize " + multiplied + " and " + shifted, "cores", RowCosts.RUNS)) {
            int[] done = {0};
            costs = RowCosts.measure(this, folder.resolve("synthesis"), cancellation, () -> task.at(++done[0], ""));
        }
        FpgaReport report = FpgaReport.of(this, costs);
        SourceFile.writeAll(report.core().verilog(), folder);
        return report;
    }

    /** {@code fpga xc7z020: fixed4 multiplied, sp2-4 shifted, ...}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "fpga %s: %s multiplied, %s shifted, activations %s, %d x %d products a row, %d MHz, up to %s of the DSP"
                        + " slices and %s of the logic",
                device,
                multiplied,
                shifted,
                activation,
                batch,
                lanes,
                megahertz,
                percent(dspShare),
                percent(logicShare));
    }
}
