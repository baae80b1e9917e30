package dev.espalier.kernel.magic;

import java.util.Optional;
import java.util.function.Function;

/**
 * Values in the words of magics, as in IPython: what stands in braces is an expression, its value takes its place, and
 * {@code {{} and {@code }}} are braces. Braces around anything else stay, with what is in them.
 */
final class Braces {

    private Braces() {}

    /**
     * A text with values in place of expressions.
     *
     * @param values of what stands in braces; empty where that is no expression
     */
    static String filled(String text, Function<String, Optional<String>> values) {
        StringBuilder filled = new StringBuilder();
        int open = 0;
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("{{", at)) {
                filled.append('{');
                at += 2;
                continue;
            }
            if (text.startsWith("}}", at) && open == 0) {
                filled.append('}');
                at += 2;
                continue;
            }
            int end = end(text, at);
            Optional<String> value = end < 0 ? Optional.empty() : values.apply(text.substring(at + 1, end - 1));
            if (value.isPresent()) {
                filled.append(value.get());
                at = end;
                continue;
            }
            char c = text.charAt(at++);
            open += c == '{' ? 1 : c == '}' && open > 0 ? -1 : 0;
            filled.append(c);
        }
        return filled.toString();
    }

    /**
     * Behind the brace that closes the one at a place, on the same line; -1 where there is none, none opens here, or it
     * belongs to something else: {@code {{}, or the shell's <code>${</code>.
     */
    static int end(String text, int open) {
        if (text.charAt(open) != '{' || text.startsWith("{{", open) || open > 0 && text.charAt(open - 1) == '$') {
            return -1;
        }
        int depth = 0;
        for (int at = open; at < text.length() && text.charAt(at) != '\n'; at++) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at = closing(text, at);
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    /** Where a literal ends; past the text where it does not. */
    private static int closing(String text, int quote) {
        int at = quote + 1;
        while (at < text.length() && text.charAt(at) != text.charAt(quote)) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }
}
