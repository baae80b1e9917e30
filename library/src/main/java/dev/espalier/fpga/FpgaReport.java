package dev.espalier.fpga;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What rows of either kind cost, and what follows for a device: the DSP slices give the rows of multipliers, the logic
 * that is left the rows of shifts.
 *
 * @param settings what was asked for
 * @param costs of a row, measured by synthesis
 * @param ratios all with the most rows of multipliers, and more and more rows of shifts; the first has none, the last the
 *     most that fit or that are compared with
 * @param best the one of them with the most operations a second that fits
 */
public record FpgaReport(Fpga settings, RowCosts costs, List<RatioPoint> ratios, RatioPoint best) {

    private static final List<Double> COMPARED = List.of(0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0);

    public FpgaReport {
        ratios = List.copyOf(ratios);
    }

    static FpgaReport of(Fpga settings, RowCosts costs) {
        Room room = new Room(settings, costs);
        int multiplied = room.multipliedRows();
        int most = room.shiftedRows(multiplied);
        TreeSet<Integer> rows = new TreeSet<>();
        COMPARED.forEach(ratio -> rows.add((int) Math.round(ratio * multiplied)));
        rows.add(most);
        List<RatioPoint> ratios =
                rows.stream().map(shifted -> room.point(multiplied, shifted)).toList();
        RatioPoint best = room.point(multiplied, most);
        return new FpgaReport(settings, costs, ratios, best);
    }

    /**
     * The same rows on another device, whose costs are the same: nothing is synthesized.
     *
     * @param batch images at once
     */
    public FpgaReport on(Device device, int batch) {
        return of(settings.on(device, batch), costs);
    }

    /** The largest core that fits. */
    public GemmCore core() {
        return settings.core(best.multipliedRows(), best.shiftedRows());
    }

    /** Peak of a core against that of the same multipliers alone. */
    public double speedup(RatioPoint point) {
        return point.gops() / ratios.get(0).gops();
    }

    /** What a row costs for one image: one line a kind of row, and how much of it is for each product. */
    public Table costTable() {
        List<String> rows = List.of(
                settings.multiplied() + ", DSP",
                settings.multiplied() + ", no DSP",
                settings.shifted().toString());
        List<Resources> takes = List.of(costs.multiplied(), costs.multipliedWithoutDsp(), costs.shifted());
        return Table.create(
                "a row of " + settings.lanes() + " products, " + settings.activation() + ", synthesized by Yosys",
                StringColumn.create("weights", rows),
                counts("LUT", takes, Resources::lut),
                counts("FF", takes, Resources::ff),
                counts("CARRY4", takes, Resources::carry),
                counts("MUXF", takes, Resources::mux),
                counts("DSP", takes, Resources::dsp),
                numbers("LUT a product", takes, each -> (double) each.lut() / settings.lanes()));
    }

    private static LongColumn counts(String name, List<Resources> rows, ToLongFunction<Resources> of) {
        return LongColumn.create(name, rows.stream().mapToLong(of).toArray());
    }

    private static <T> DoubleColumn numbers(String name, List<T> rows, ToDoubleFunction<T> of) {
        return DoubleColumn.create(
                name,
                rows.stream()
                        .mapToDouble(row -> Math.round(100 * of.applyAsDouble(row)) / 100.0)
                        .toArray());
    }

    /** A line a ratio: rows, what of the device they take in percent, and peak operations a second. */
    public Table toTable() {
        Resources has = settings.device().has();
        return Table.create(
                settings.toString(),
                numbers(settings.shifted() + " : " + settings.multiplied(), ratios, RatioPoint::ratio),
                IntColumn.create(
                        settings.multiplied() + " rows",
                        ratios.stream().mapToInt(RatioPoint::multipliedRows).toArray()),
                IntColumn.create(
                        settings.shifted() + " rows",
                        ratios.stream().mapToInt(RatioPoint::shiftedRows).toArray()),
                numbers("DSP [%]", ratios, point -> 100.0 * point.takes().dsp() / has.dsp()),
                numbers("LUT [%]", ratios, point -> 100.0 * point.takes().lut() / has.lut()),
                numbers("FF [%]", ratios, point -> 100.0 * point.takes().ff() / has.ff()),
                numbers("CARRY4 [%]", ratios, point -> 100.0 * point.takes().carry() / has.carry()),
                numbers("peak GOPS", ratios, RatioPoint::gops),
                numbers("speed-up [x]", ratios, this::speedup),
                StringColumn.create(
                        "fits",
                        ratios.stream().map(point -> point.fits() ? point.equals(best) ? "best" : "yes" : "no")),
                StringColumn.create("paper", ratios.stream().map(RatioPoint::paper)));
    }

    /** The costs, the ratios, and what follows. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(settings.toString());
        lines.add(String.format("%-14s %s", settings.multiplied() + " row", costs.multiplied()));
        lines.add(String.format("%-14s %s", "  without DSP", costs.multipliedWithoutDsp()));
        lines.add(String.format("%-14s %s", settings.shifted() + " row", costs.shifted()));
        lines.add(toTable().removeColumns("paper").printAll());
        lines.add(String.format(
                Locale.ROOT,
                "%d rows of %s and %d of %s fit: 1:%.2f, so %.0f%% of the rows of each layer should be %s.",
                best.multipliedRows(),
                settings.multiplied(),
                best.shiftedRows(),
                settings.shifted(),
                best.ratio(),
                100 * best.shiftedShare(),
                settings.shifted()));
        lines.add(
                "The core alone, before placement: buffers, control and memory traffic are not in it, and the clock is"
                        + " assumed.");
        return String.join("\n", lines);
    }
}
