package dev.espalier.kernel.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing the compiler does not accept.
 *
 * @param line of the evaluated text, from 1
 * @param column from 1
 * @param message one sentence
 * @param excerpt the source line and, under it, carets
 */
public record Problem(int line, int column, String message, List<String> excerpt) {

    public Problem {
        excerpt = List.copyOf(excerpt);
    }

    /**
     * A problem at a stretch of a text.
     *
     * @param start first character, is moved into the text where it lies outside
     * @param end behind the last character; at least one caret is drawn
     */
    static Problem at(String text, int start, int end, String message) {
        int from = Math.max(0, Math.min(start, text.length()));
        int lineStart = text.lastIndexOf('\n', from - 1) + 1;
        int lineEnd = text.indexOf('\n', from);
        String source = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd);
        int line = (int) text.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        int carets = Math.max(1, Math.min(end, lineStart + source.length()) - from);
        // Tabs stay tabs so that the carets stand under what they mean, however wide a tab is shown.
        String margin =
                source.substring(0, Math.min(from - lineStart, source.length())).replaceAll("[^\t]", " ");
        return new Problem(
                line, from - lineStart + 1, message, List.of(source.stripTrailing(), margin + "^".repeat(carets)));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("line " + line + ": " + message);
        excerpt.forEach(l -> lines.add("    " + l));
        return lines;
    }
}
