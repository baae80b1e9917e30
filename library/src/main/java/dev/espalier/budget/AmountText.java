package dev.espalier.budget;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as people write them. */
final class AmountText {

    private static final Pattern FORM =
            Pattern.compile("([0-9][0-9_,]*(?:\\.[0-9]+)?|\\.[0-9]+)\\s*(%|(?:[kmg]i?)?b?)");
    private static final Map<String, Long> FACTORS = Map.of(
            "", 1L,
            "k", 1_000L,
            "m", 1_000_000L,
            "g", 1_000_000_000L,
            "ki", 1L << 10,
            "mi", 1L << 20,
            "gi", 1L << 30);

    private AmountText() {}

    static Amount parse(String text, Measure measure) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw unreadable(text, measure);
        }
        BigDecimal number = new BigDecimal(form.group(1).replaceAll("[_,]", ""));
        String unit = form.group(2);
        if (unit.equals("%")) {
            return new Amount.Share(number.movePointLeft(2).doubleValue());
        }
        if (measure == Measure.MILLISECONDS) {
            if (!unit.isEmpty()) {
                throw unreadable(text, measure);
            }
            return new Amount.Time(number.doubleValue());
        }
        boolean bytes = unit.endsWith("b");
        String factor = bytes ? unit.substring(0, unit.length() - 1) : unit;
        if (measure != Measure.BYTES && (bytes || factor.endsWith("i"))) {
            throw unreadable(text, measure);
        }
        return new Amount.Absolute(
                number.multiply(BigDecimal.valueOf(FACTORS.get(factor))).longValue());
    }

    private static IllegalArgumentException unreadable(String text, Measure measure) {
        String absolute =
                switch (measure) {
                    case BYTES -> "24 kB or 24 KiB";
                    case MILLISECONDS -> "2 or 0.5";
                    default -> "120k or 1.5M";
                };
        return new IllegalArgumentException("'" + text.strip() + "' is no amount of " + measure
                + "; write 30% (of what the model has now), or " + absolute);
    }

    /** A fraction in percent, with all digits and no more. */
    static String percent(double fraction) {
        return plain(BigDecimal.valueOf(fraction).movePointRight(2)) + "%";
    }

    /** A number with all digits and no more. */
    static String plain(double number) {
        return plain(BigDecimal.valueOf(number));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
