package dev.espalier.fpga;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What one more row of a core costs for one image, adders and register included: the difference between two cores.
 *
 * @param multiplied a row of multipliers, in DSP slices
 * @param multipliedWithoutDsp the same in look-up tables
 * @param shifted a row of shifts
 * @param control what a core has besides rows
 */
public record RowCosts(Resources multiplied, Resources multipliedWithoutDsp, Resources shifted, Resources control) {

    /** Synthesizes that many cores. */
    static final int RUNS = 5;

    /** What a core of so many rows costs. */
    public Resources core(int batch, int multipliedRows, int shiftedRows) {
        return control.plus(multiplied.times((long) batch * multipliedRows))
                .plus(shifted.times((long) batch * shiftedRows));
    }

    /**
     * Measures by Yosys. The five cores are small: one or two rows of each kind, one image.
     *
     * @param done told after each
     */
    static RowCosts measure(Fpga settings, Path folder, Cancellation cancellation, Runnable done) throws IOException {
        Counter counter = new Counter(settings, new Yosys(folder, cancellation), done);
        Resources both = counter.count(1, 1, Yosys.Multipliers.DSP);
        Resources multiplied = counter.count(2, 1, Yosys.Multipliers.DSP).minus(both);
        Resources shifted = counter.count(1, 2, Yosys.Multipliers.DSP).minus(both);
        Resources without =
                counter.count(2, 1, Yosys.Multipliers.LUT).minus(counter.count(1, 1, Yosys.Multipliers.LUT));
        Resources control = both.minus(multiplied).minus(shifted).atLeastNone();
        return new RowCosts(multiplied, without, shifted, control);
    }

    private record Counter(Fpga settings, Yosys yosys, Runnable done) {
        Resources count(int multipliedRows, int shiftedRows, Yosys.Multipliers multipliers) throws IOException {
            GemmCore core = settings.core(1, multipliedRows, shiftedRows);
            Resources resources = yosys.count(core.verilog(), GemmCore.MODULE, multipliers);
            done.run();
            return resources;
        }
    }
}
