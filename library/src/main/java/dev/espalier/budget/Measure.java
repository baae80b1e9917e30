package dev.espalier.budget;

import dev.espalier.model.Cost;
import dev.espalier.model.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What a budget is counted in. */
public enum Measure {

    /** Trainable numbers outside masks. */
    PARAMETERS("parameters", Cost::kept),

    /** Multiply-accumulate operations for one image, those on zeros under a mask left out. */
    MACS("MACs", Cost::keptMacs),

    /** What a model file holds as tensor data. */
    BYTES("bytes", Cost::bytes),

    /** Time of one run of the compiled model on this machine, in amounts of nanoseconds. */
    MILLISECONDS("ms", cost -> {
        throw new UnsupportedOperationException("milliseconds are measured and not counted");
    });

    private static final List<String> NAMES = List.of("parameters", "macs", "bytes", "ms");
    private static final double NANOSECONDS = 1e6;

    private final String unit;
    private final ToLongFunction<Cost> count;

    Measure(String unit, ToLongFunction<Cost> count) {
        this.unit = unit;
        this.count = count;
    }

    /** Whether a model's {@link Cost} says how much of this it has; if not, a machine has to. */
    public boolean isCounted() {
        return this != MILLISECONDS;
    }

    /**
     * How much of this a cost has.
     *
     * @throws UnsupportedOperationException if this is not {@link #isCounted counted}
     */
    public long of(Cost cost) {
        return count.applyAsLong(cost);
    }

    /** An amount as people read it: a number with separators, milliseconds with three digits after the point. */
    public String text(long amount) {
        return isCounted()
                ? String.format(Locale.ROOT, "%,d", amount)
                : String.format(Locale.ROOT, "%,.3f", milliseconds(amount));
    }

    /** An amount in the unit of its text. */
    public double value(long amount) {
        return isCounted() ? amount : milliseconds(amount);
    }

    static long nanoseconds(double milliseconds) {
        return Math.round(milliseconds * NANOSECONDS);
    }

    static double milliseconds(long nanoseconds) {
        return nanoseconds / NANOSECONDS;
    }

    /** What is counted, plural, as it is written in a sentence. */
    public String unit() {
        return unit;
    }

    /** The name that {@link #parse} reads. */
    public String key() {
        return NAMES.get(ordinal());
    }

    /**
     * Reads {@code parameters} (or {@code params}), {@code macs}, {@code bytes} or {@code ms} (or {@code milliseconds}).
     *
     * @throws IllegalArgumentException if it is none of these, with the nearest
     */
    public static Measure parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(measure -> measure.key().equals(name))
                .findFirst()
                .or(() -> Optional.of(PARAMETERS).filter(any -> name.equals("params")))
                .or(() -> Optional.of(MILLISECONDS).filter(any -> name.equals("milliseconds")))
                .orElseThrow(() -> new IllegalArgumentException("a budget counts parameters, macs, bytes or ms, not '"
                        + text + "'" + Nearest.hint(name, NAMES)));
    }

    @Override
    public String toString() {
        return unit;
    }
}
