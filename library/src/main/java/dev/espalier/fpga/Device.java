package dev.espalier.fpga;

import dev.espalier.model.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * FPGAs whose programmable logic is known. Counts are those of Xilinx' data sheet DS190, "Zynq-7000 SoC Data Sheet:
 * Overview". A slice has four look-up tables, eight flip-flops and one CARRY4.
 */
public enum Device {
    /** Artix-7 fabric. */
    XC7Z020(53_200, 106_400, 220),
    /** Kintex-7 fabric. */
    XC7Z045(218_600, 437_200, 900);

    private final Resources has;

    Device(long lut, long ff, long dsp) {
        this.has = new Resources(lut, ff, lut / 4, lut / 2 + lut / 4, dsp);
    }

    /** What there is of everything. */
    public Resources has() {
        return has;
    }

    /** Reads a name, in either case. */
    public static Device parse(String text) {
        List<String> names = Arrays.stream(values()).map(Device::toString).toList();
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (!names.contains(name)) {
            throw new IllegalArgumentException("no device '" + text + "'" + Nearest.hint(name, names));
        }
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
