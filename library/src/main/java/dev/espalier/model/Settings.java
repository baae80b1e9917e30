package dev.espalier.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the settings of a {@link Step}: every key is known and every value understood, or an error says which is not.
 *
 * <pre>{@code
 * Settings settings = Settings.of("pruning", map, List.of("structure", "rate", "exclude"));
 * Rate rate = settings.read("rate", Rate::parse);
 * List<String> exclude = settings.names("exclude");
 * }</pre>
 */
public final class Settings {

    private final String what;
    private final Map<String, String> values;

    private Settings(String what, Map<String, String> values) {
        this.what = what;
        this.values = values;
    }

    /**
     * Settings whose keys are all known.
     *
     * @param what they are of, to begin an error with
     * @throws IllegalArgumentException if one is not, with the nearest there is
     */
    public static Settings of(String what, Map<String, String> values, List<String> keys) {
        for (String key : values.keySet()) {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(what + " has no setting '" + key + "'" + Nearest.hint(key, keys));
            }
        }
        return new Settings(what, values);
    }

    /** Keys and values in turn as text, in their order. */
    public static Map<String, String> text(Object... keysAndValues) {
        Map<String, String> text = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            text.put(String.valueOf(keysAndValues[i]), String.valueOf(keysAndValues[i + 1]));
        }
        return text;
    }

    /** The value as it is written; empty if there is none. */
    public Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key)).map(String::strip);
    }

    /**
     * A value that must be there.
     *
     * @param reader throws an {@code IllegalArgumentException} that says what would be right
     * @throws IllegalArgumentException if it is missing or cannot be read, naming the key
     */
    public <T> T read(String key, Function<String, T> reader) {
        String text = find(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        what + " needs " + ("aeiou".indexOf(key.charAt(0)) >= 0 ? "an " : "a ") + key));
        try {
            return reader.apply(text);
        } catch (NumberFormatException unreadable) {
            throw new IllegalArgumentException(what + ": " + key + "=" + text + " is no number", unreadable);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(what + ": " + key + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** A value, or the usual one if there is none. */
    public <T> T read(String key, T usual, Function<String, T> reader) {
        return values.containsKey(key) ? read(key, reader) : usual;
    }

    /** Names separated by commas; none if the key is missing. */
    public List<String> names(String key) {
        return find(key)
                .filter(text -> !text.isEmpty())
                .map(text -> List.of(text.split("\\s*,\\s*")))
                .orElse(List.of());
    }
}
