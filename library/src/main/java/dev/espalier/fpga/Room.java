package dev.espalier.fpga;

import dev.espalier.model.LevelSet;
import java.util.Map;

/** How many rows a device has room for. */
record Room(Fpga settings, RowCosts costs) {

    private static final String UNVERIFIED = "MSQ's ratio here, from memory, unverified";
    private static final int PAPER_BITS = 4;
    private static final Map<Device, Double> PAPER = Map.of(Device.XC7Z020, 1.5, Device.XC7Z045, 2.0);

    /** As many rows of multipliers as there are DSP slices for. */
    int multipliedRows() {
        long each = settings.batch() * costs.multiplied().dsp();
        long rows = (long) (settings.dspShare() * settings.device().has().dsp()) / each;
        while (rows > 0 && !fits(costs.core(settings.batch(), (int) rows, 0))) {
            rows--;
        }
        if (rows == 0) {
            throw new FpgaException(settings.device() + " has no room for a row of " + settings.multiplied() + ": "
                    + costs.multiplied().times(settings.batch()) + " of "
                    + settings.device().has()
                    + "; take a smaller batch or fewer lanes");
        }
        return (int) rows;
    }

    /** As many rows of shifts as fit beside them. */
    int shiftedRows(int multipliedRows) {
        int rows = 0;
        while (fits(costs.core(settings.batch(), multipliedRows, rows + 1))) {
            rows++;
        }
        return rows;
    }

    private boolean fits(Resources takes) {
        Resources has = settings.device().has();
        double logic = settings.logicShare();
        return takes.dsp() <= settings.dspShare() * has.dsp()
                && takes.lut() <= logic * has.lut()
                && takes.ff() <= logic * has.ff()
                && takes.carry() <= logic * has.carry()
                && takes.mux() <= logic * has.mux();
    }

    RatioPoint point(int multipliedRows, int shiftedRows) {
        Resources takes = costs.core(settings.batch(), multipliedRows, shiftedRows);
        return new RatioPoint(
                multipliedRows,
                shiftedRows,
                takes,
                settings.core(multipliedRows, shiftedRows).peakGops(settings.megahertz()),
                fits(takes),
                isOfPaper(multipliedRows, shiftedRows) ? UNVERIFIED : "");
    }

    /** The paper has a ratio for its own pair of level sets only. */
    private boolean isOfPaper(int multipliedRows, int shiftedRows) {
        return settings.multiplied().equals(new LevelSet.Fixed(PAPER_BITS))
                && settings.shifted().equals(new LevelSet.SumOfPowers(PAPER_BITS))
                && shiftedRows == Math.round(PAPER.get(settings.device()) * multipliedRows);
    }
}
