package dev.espalier.fpga;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Cells of a Xilinx 7-series FPGA, as Yosys counts them before placement: it packs no two small look-up tables into one,
 * so that placed designs take fewer.
 *
 * @param lut look-up tables of up to 6 inputs, inverters too, since they drive carry chains from one
 * @param ff flip-flops
 * @param carry CARRY4 blocks
 * @param mux multiplexers that join look-up tables to wider ones (MUXF7, MUXF8)
 * @param dsp DSP48E1 slices
 */
public record Resources(long lut, long ff, long carry, long mux, long dsp) {

    private static final Set<String> LUTS = Set.of("LUT1", "LUT2", "LUT3", "LUT4", "LUT5", "LUT6", "INV");
    private static final Set<String> SHIFT_REGISTERS = Set.of("SRL16E", "SRLC32E");
    private static final Set<String> FLIP_FLOPS = Set.of("FDRE", "FDSE", "FDCE", "FDPE");
    private static final Set<String> MULTIPLEXERS = Set.of("MUXF7", "MUXF8");

    /** Cells by type, as Yosys names them. */
    static Resources of(Map<String, Long> cells) {
        long lut = 0;
        long ff = 0;
        long carry = 0;
        long mux = 0;
        long dsp = 0;
        Map<String, Long> others = new TreeMap<>();
        for (Map.Entry<String, Long> cell : cells.entrySet()) {
            String type = cell.getKey();
            long count = cell.getValue();
            if (LUTS.contains(type) || SHIFT_REGISTERS.contains(type)) {
                lut += count;
            } else if (FLIP_FLOPS.contains(type)) {
                ff += count;
            } else if (type.equals("CARRY4")) {
                carry += count;
            } else if (MULTIPLEXERS.contains(type)) {
                mux += count;
            } else if (type.equals("DSP48E1")) {
                dsp += count;
            } else {
                others.put(type, count);
            }
        }
        if (!others.isEmpty()) {
            throw new FpgaException("Yosys used cells that have no place in this count: " + others);
        }
        return new Resources(lut, ff, carry, mux, dsp);
    }

    /** These and others. */
    public Resources plus(Resources more) {
        return new Resources(lut + more.lut, ff + more.ff, carry + more.carry, mux + more.mux, dsp + more.dsp);
    }

    /** These without others. */
    Resources minus(Resources less) {
        return plus(less.times(-1));
    }

    /** So many of these. */
    public Resources times(long count) {
        return new Resources(lut * count, ff * count, carry * count, mux * count, dsp * count);
    }

    /** These with 0 for what is below: differences of two syntheses are off by a cell or two. */
    Resources atLeastNone() {
        return new Resources(Math.max(0, lut), Math.max(0, ff), Math.max(0, carry), Math.max(0, mux), Math.max(0, dsp));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d LUT, %,d FF, %,d CARRY4, %,d MUXF, %,d DSP", lut, ff, carry, mux, dsp);
    }
}
