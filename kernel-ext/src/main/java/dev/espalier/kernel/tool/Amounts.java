package dev.espalier.kernel.tool;

import java.util.Locale;

/** Times and sizes with a unit that suits them. */
final class Amounts {

    private static final String[] TIMES = {"s", "ms", "µs", "ns"};
    private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB"};

    private Amounts() {}

    /** {@code 12.3 ms}, {@code 2 min 5 s}. */
    static String time(double seconds) {
        return time(seconds, 3);
    }

    /** @param digits significant ones */
    static String time(double seconds, int digits) {
        if (seconds >= 60) {
            long whole = Math.round(seconds);
            return whole >= 3600
                    ? whole / 3600 + " h " + whole % 3600 / 60 + " min"
                    : whole / 60 + " min " + whole % 60 + " s";
        }
        int unit = 0;
        double value = seconds;
        while (unit < TIMES.length - 1 && value < 1) {
            value *= 1000;
            unit++;
        }
        return significant(value, digits) + " " + TIMES[unit];
    }

    /** {@code 12.3 MB}. */
    static String bytes(long bytes) {
        int unit = 0;
        double value = bytes;
        while (unit < SIZES.length - 1 && Math.abs(value) >= 1000) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? String.valueOf(bytes) : significant(value, 3)) + " " + SIZES[unit];
    }

    private static String significant(double value, int digits) {
        int whole = value >= 1 ? (int) Math.floor(Math.log10(value)) + 1 : 1;
        return String.format(Locale.ROOT, "%." + Math.max(0, digits - whole) + "f", value);
    }
}
