package dev.espalier.kernel.evaluate;

import java.util.List;

/**
 * How a text can go on at a cursor: each match replaces the characters from {@code start} to {@code end}.
 *
 * @param matches without repetition, those that fit the expected type first
 * @param start first character replaced, 0 to the text's length
 * @param end behind the last character replaced
 */
public record Completions(List<String> matches, int start, int end) {

    public Completions {
        matches = List.copyOf(matches);
    }

    /** These in a longer text, which has so many characters before the one they were made for. */
    public Completions behind(int characters) {
        return new Completions(matches, start + characters, end + characters);
    }

    /** No way to go on. */
    public static Completions none(int cursor) {
        return new Completions(List.of(), cursor, cursor);
    }
}
