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
    BYTES("bytes", Cost::bytes);

    private static final List<String> NAMES = List.of("parameters", "macs", "bytes");

    private final String unit;
    private final ToLongFunction<Cost> count;

    Measure(String unit, ToLongFunction<Cost> count) {
        this.unit = unit;
        this.count = count;
    }

    /** How much of this a cost has. */
    public long of(Cost cost) {
        return count.applyAsLong(cost);
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
     * Reads {@code parameters} (or {@code params}), {@code macs} or {@code bytes}.
     *
     * @throws IllegalArgumentException if it is none of these, with the nearest
     */
    public static Measure parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(measure -> measure.key().equals(name))
                .findFirst()
                .or(() -> Optional.of(PARAMETERS).filter(any -> name.equals("params")))
                .orElseThrow(() -> new IllegalArgumentException(
                        "a budget counts parameters, macs or bytes, not '" + text + "'" + Nearest.hint(name, NAMES)));
    }

    @Override
    public String toString() {
        return unit;
    }
}
