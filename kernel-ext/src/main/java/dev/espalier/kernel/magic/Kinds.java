package dev.espalier.kernel.magic;

import dev.espalier.prune.Rate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The kinds of words there are. */
public final class Kinds {

    private Kinds() {}

    /** Any text; the placeholder says what it means. */
    public static Kind<String> text(String placeholder) {
        return new TextKind<>(placeholder, "text", text -> text);
    }

    /** Java and magics, completed as in a cell. */
    public static Kind<String> code() {
        return CodeKind.INSTANCE;
    }

    /** A rate of compression, see {@link Rate#parse}. */
    public static Kind<Rate> rate() {
        return read("RATE", "a rate such as 4x or 75%", Rate::parse);
    }

    /**
     * What a function reads.
     *
     * @param read fails with an {@link IllegalArgumentException} whose message is one sentence that names the word
     */
    public static <T> Kind<T> read(String placeholder, String expected, Function<String, T> read) {
        return new TextKind<>(placeholder, expected, read);
    }

    /**
     * As {@link #read}, of words that start with one of some names.
     *
     * @param names for completion
     */
    public static <T> Kind<T> form(String placeholder, String expected, List<String> names, Function<String, T> read) {
        return new FormKind<>(placeholder, expected, names, read);
    }

    /** A file or directory; completed from the file system. */
    public static Kind<Path> path() {
        return new PathKind();
    }

    /** A whole number from least to most ({@link Integer#MAX_VALUE}: no limit), or a variable that holds one. */
    public static Kind<Integer> integer(int least, int most) {
        double limit = most == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : most;
        return new NumberKind<>("a whole number", "N", least, limit, Integer::valueOf, Integer.class);
    }

    /** A 64-bit whole number, such as a seed, or a variable that holds one. */
    public static Kind<Long> whole() {
        return new NumberKind<>(
                "a whole number", "N", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Long::valueOf, Long.class);
    }

    /** A number from least to most (infinite: no limit), or a variable that holds one. */
    public static Kind<Double> number(double least, double most) {
        return new NumberKind<>("a number", "X", least, most, Double::valueOf, Double.class);
    }

    /** One of a few words, each standing for a value; shown in the map's order. */
    public static <T> Kind<T> choice(Map<String, T> choices) {
        return new ChoiceKind<>(new LinkedHashMap<>(choices));
    }

    /** One of a few words. */
    public static Kind<String> choice(List<String> choices) {
        Map<String, String> same = new LinkedHashMap<>();
        choices.forEach(choice -> same.put(choice, choice));
        return new ChoiceKind<>(same);
    }

    /** Several of another kind, separated by commas or given repeatedly. */
    public static <T> Kind<List<T>> list(Kind<T> element) {
        return new ListKind<>(element, true);
    }

    /**
     * A variable of the session.
     *
     * @param hint where values of this type come from: {@code for example one made by %zoo}
     */
    public static <T> Kind<T> variable(Class<T> type, String hint) {
        return new VariableKind<>(type, hint);
    }
}
