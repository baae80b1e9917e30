package dev.espalier.prune;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How strongly something is pruned. One number, three ways to say it: 4x, sparsity 75 % and keep 0.25 are the same.
 *
 * @param times the compression rate r = total weights / kept weights, {@value #LEAST} to {@value #MOST}
 */
public record Rate(double times) {

    /** Keeps everything. */
    public static final Rate NONE = new Rate(1);

    private static final int LEAST = 1;
    private static final int MOST = 10_000;

    /** Keeps the least. */
    static final Rate LARGEST = new Rate(MOST);

    private static final Pattern FORM = Pattern.compile("(keep\\s*)?([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)\\s*([x×%]?)");

    public Rate {
        if (!(times >= LEAST && times <= MOST)) {
            throw outside(number(times) + "x");
        }
    }

    /** The rate r = total / kept, 1 to 10,000. */
    public static Rate times(double times) {
        return new Rate(times);
    }

    /** The rate that keeps this fraction of the weights, 0.0001 to 1. */
    public static Rate keep(double fraction) {
        if (!(fraction >= 1.0 / MOST && fraction <= 1)) {
            throw outside("keep " + number(fraction));
        }
        return new Rate(Math.min(MOST, 1 / fraction));
    }

    /** The rate that makes this fraction of the weights zero, 0 to 0.9999. */
    public static Rate sparsity(double fraction) {
        if (!(fraction >= 0 && fraction <= 1 - 1.0 / MOST)) {
            throw outside(number(100 * fraction) + "%");
        }
        return new Rate(Math.min(MOST, 1 / (1 - fraction)));
    }

    /**
     * Reads {@code 4x} (or {@code 4}), {@code 75%} (of the weights become zero), or {@code keep 0.25} (or
     * {@code keep 25%}).
     *
     * @throws IllegalArgumentException if it is none of these, or out of range
     */
    public static Rate parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw noRate(text);
        }
        double number = Double.parseDouble(form.group(2));
        String unit = (form.group(1) == null ? "" : "keep") + form.group(3);
        return switch (unit) {
            case "x", "×" -> times(number);
            case "%" -> sparsity(number / 100);
            case "keep" -> keep(number);
            case "keep%" -> keep(number / 100);
            case "" -> {
                if (number > 0 && number < LEAST) {
                    throw new IllegalArgumentException("rate " + text + " may mean keep " + text + " or sparsity "
                            + number(100 * number) + "%; write which one");
                }
                yield times(number);
            }
            default -> throw noRate(text);
        };
    }

    private static IllegalArgumentException noRate(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no rate; write 4x, or 75% (become zero), or keep 0.25, which all mean the same");
    }

    private static IllegalArgumentException outside(String found) {
        return new IllegalArgumentException("rate " + found + " is outside " + LEAST
                + "x (keeps everything) to 10000x; 4x keeps a quarter of the weights");
    }

    /** The rate that keeps {@code kept} of {@code total} weights, both above 0. */
    static Rate of(long total, long kept) {
        return new Rate((double) total / kept);
    }

    /** The fraction of weights that stay. */
    public double keep() {
        return 1 / times;
    }

    /** The fraction of weights that become zero. */
    public double sparsity() {
        return 1 - 1 / times;
    }

    /** How many of this many weights stay: the nearest whole number. */
    long keptOf(long total) {
        return Math.round(total / times);
    }

    private static String number(double value) {
        return Double.isFinite(value) ? plain(new BigDecimal(value).round(new MathContext(4))) : Double.toString(value);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /** As {@link #toString()}, but with every digit, for what must be read back the same. */
    String exact() {
        return plain(BigDecimal.valueOf(times)) + "x";
    }

    /** The compression rate to four digits, such as {@code 4x}. */
    @Override
    public String toString() {
        return number(times) + "x";
    }
}
