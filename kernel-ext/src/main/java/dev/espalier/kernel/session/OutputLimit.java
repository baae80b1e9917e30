package dev.espalier.kernel.session;

import java.util.Map;

/**
 * How much of what a cell shows reaches the front end and the notebook.
 *
 * @param characters printed by one cell; the rest goes to a file
 */
public record OutputLimit(long characters) {

    /** The environment variable that sets it: a number of characters, or {@code off}. */
    public static final String VARIABLE = "ESPALIER_OUTPUT_LIMIT";

    /** More than anyone reads, less than any front end stumbles over. */
    public static final OutputLimit DEFAULT = new OutputLimit(1_000_000);

    /** Everything is shown, however much it is. */
    public static final OutputLimit NONE = new OutputLimit(Long.MAX_VALUE);

    /** What shows is more than text: a value weighs at least this, whatever its size. */
    private static final long VALUE = 10_000;

    public OutputLimit {
        if (characters < 1) {
            throw new IllegalArgumentException("the limit is " + characters + " characters; it must be at least 1");
        }
    }

    /**
     * The limit the user has set.
     *
     * @throws IllegalArgumentException where the variable holds something else
     */
    public static OutputLimit of(Map<String, String> environment) {
        String set = environment.getOrDefault(VARIABLE, "").strip();
        if (set.isEmpty()) {
            return DEFAULT;
        }
        if (set.equals("off")) {
            return NONE;
        }
        if (!set.matches("[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException(
                    VARIABLE + " is " + set + "; it must be a number of characters, at least 1, or off");
        }
        return new OutputLimit(Long.parseLong(set));
    }

    /** Characters of all displayed values together, pictures as Base64. */
    long displayed() {
        return this.equals(NONE) ? Long.MAX_VALUE : Math.multiplyExact(64L, Math.min(characters, Long.MAX_VALUE / 64));
    }

    /** What one value takes of {@link #displayed}. */
    static long weight(long characters) {
        return Math.max(VALUE, characters);
    }
}
