package dev.espalier.fpga;

/**
 * A core with so many rows of either kind, on a device.
 *
 * @param multipliedRows in DSP slices
 * @param shiftedRows in look-up tables
 * @param takes what it costs, from the costs of rows
 * @param gops 10^9 operations a second at its peak, a multiplication and an addition being two
 * @param fits whether the device, to the shares that may be taken, has room for it
 * @param paper what the paper says about this ratio; empty if nothing
 */
public record RatioPoint(
        int multipliedRows, int shiftedRows, Resources takes, double gops, boolean fits, String paper) {

    /** Rows with shifts for each with multipliers. */
    public double ratio() {
        return (double) shiftedRows / multipliedRows;
    }

    /** The share of all rows that have shifts, 0 to 1. */
    public double shiftedShare() {
        return (double) shiftedRows / (shiftedRows + multipliedRows);
    }
}
