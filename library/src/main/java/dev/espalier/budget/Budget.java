package dev.espalier.budget;

import dev.espalier.model.Cost;
import dev.espalier.model.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How large a model may be.
 *
 * <pre>{@code
 * Budget.parse("macs 30%")        // of what the model has now
 * Budget.parse("bytes 24 kB")
 * Budget.parse("parameters 1.5M")
 * Budget.parse("ms 2.0")          // of one run of the compiled model on this machine
 * }</pre>
 *
 * @param measure what is counted
 * @param amount how much of it
 */
public record Budget(Measure measure, Amount amount) {

    private static final String MEASURE = "measure";
    private static final String AMOUNT = "amount";
    private static final List<String> KEYS = List.of(MEASURE, AMOUNT);

    public Budget {
        if (amount instanceof Amount.Absolute && !measure.isCounted()
                || amount instanceof Amount.Time && measure.isCounted()) {
            throw new IllegalArgumentException("a budget of " + amount + " does not count " + measure);
        }
    }

    /** A part of what the model has now, above 0, at most 1. */
    public static Budget share(Measure measure, double fraction) {
        return new Budget(measure, new Amount.Share(fraction));
    }

    /** A time of one run on this machine, above 0. */
    public static Budget ofMilliseconds(double limit) {
        return new Budget(Measure.MILLISECONDS, new Amount.Time(limit));
    }

    /** A number, at least 1. */
    public static Budget of(Measure measure, long limit) {
        return new Budget(measure, new Amount.Absolute(limit));
    }

    /**
     * Reads a measure and an amount, as {@link #toString} writes them or the other way round.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Budget parse(String text) {
        String line = text.strip();
        int space = line.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("'" + text
                    + "' is no budget; write what is counted and how much, such as: macs 30%, or bytes 24 kB");
        }
        boolean amountFirst = Character.isDigit(line.charAt(0));
        int cut = amountFirst ? line.lastIndexOf(' ') : space;
        String left = line.substring(0, cut).strip();
        String right = line.substring(cut).strip();
        Measure measure = Measure.parse(amountFirst ? right : left);
        return new Budget(measure, Amount.parse(amountFirst ? left : right, measure));
    }

    /**
     * The budget that settings describe, as {@link #settings()} writes them.
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Budget parse(Map<String, String> settings) {
        Settings given = Settings.of("a budget", settings, KEYS);
        Measure measure = given.read(MEASURE, Measure::parse);
        return new Budget(measure, given.read(AMOUNT, text -> Amount.parse(text, measure)));
    }

    /** This budget as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(MEASURE, measure.key());
        settings.put(AMOUNT, amount.toString());
        return settings;
    }

    /** The largest number of its measure, if that is counted, that a model may have which has this cost before. */
    public long limit(Cost before) {
        return amount.of(measure.of(before));
    }

    /** Measure and amount, such as {@code macs 30%}. */
    @Override
    public String toString() {
        return measure.key() + " " + amount;
    }

    /** What a model has of the measure, and the part that is of what it had. */
    String describe(long now, long before) {
        return String.format(
                Locale.ROOT,
                "%s of %s %s (%.1f%%)",
                measure.text(now),
                measure.text(before),
                measure.unit(),
                before == 0 ? 100 : 100.0 * now / before);
    }
}
