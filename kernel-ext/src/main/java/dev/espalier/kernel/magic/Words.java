package dev.espalier.kernel.magic;

import dev.espalier.kernel.magic.Parameter.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands on a magic's line. Words are separated by blanks; one that starts with a single or double quote, or has one
 * right after an equals sign, runs to the closing quote, and a backslash inside takes the next character as it is. What is
 * in braces belongs to one word. The line ends at the end of the line, at {@code ;}, or where {@code //} starts a word; a backslash at its very end joins the
 * next line. A magic that takes the rest of the line as it is written gets it as one last word.
 *
 * @param list the words in order
 * @param end where reading stopped: at a line break, after {@code ;}, or at the end of the text
 * @param silenced whether a {@code ;} ended it, which keeps the value from being shown
 * @param openQuote whether the last word's quote is never closed
 */
public record Words(List<Word> list, int end, boolean silenced, boolean openQuote) {

    public Words {
        list = List.copyOf(list);
    }

    /** Reads one magic's line. */
    public static Words read(String text, int from) {
        return new Reader(text, from, false).read();
    }

    /** Reads the line of a magic whose schema is known. */
    public static Words read(String text, int from, Optional<Schema> schema) {
        return schema.filter(Schema::takesLine)
                .map(s -> new Reader(text, from, false).readLine(s))
                .orElseGet(() -> read(text, from));
    }

    /** The words of a text, with quotes as above but to its very end. */
    public static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        Reader reader = new Reader(text, 0, true);
        while (reader.skipBlanks()) {
            reader.readWord();
        }
        reader.words.forEach(word -> words.add(word.text()));
        return words;
    }

    private static final class Reader {
        private final String text;
        private final List<Word> words = new ArrayList<>();
        private final boolean semicolonsStay;
        private int at;

        Reader(String text, int from, boolean semicolonsStay) {
            this.text = text;
            this.at = from;
            this.semicolonsStay = semicolonsStay;
        }

        Words read() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\n') {
                    return new Words(words, at, false, false);
                } else if (c == ';') {
                    return new Words(words, at + 1, true, false);
                } else if (text.startsWith("//", at)) {
                    int line = text.indexOf('\n', at);
                    return new Words(words, line < 0 ? text.length() : line, false, false);
                } else if (joinsNextLine()) {
                    at = text.indexOf('\n', at) + 1;
                } else if (Character.isWhitespace(c)) {
                    at++;
                } else if (!readWord()) {
                    return new Words(words, at, false, true);
                }
            }
            return new Words(words, at, false, false);
        }

        /** Options and words by position as usual, then all that is left of the line. */
        Words readLine(Schema schema) {
            int positionals = schema.positionals().size() - 1;
            boolean valueFollows = false;
            while (skipBlanks()) {
                String next = text.substring(at).split("\\s", 2)[0];
                Optional<Parameter<?>> option = valueFollows ? Optional.empty() : schema.optionAt(next);
                if (!valueFollows && option.isEmpty() && !next.equals("--help") && positionals-- <= 0) {
                    return rest();
                }
                if (!readWord()) {
                    return new Words(words, at, false, true);
                }
                valueFollows = option.filter(o -> o.role() == Role.OPTION).isPresent()
                        && (next.startsWith("--") ? !next.contains("=") : next.length() == 2);
            }
            return new Words(words, at, false, false);
        }

        /** Goes to the next word of the line; false if there is none. */
        private boolean skipBlanks() {
            while (at < text.length() && text.charAt(at) != '\n') {
                if (joinsNextLine()) {
                    at = text.indexOf('\n', at) + 1;
                } else if (Character.isWhitespace(text.charAt(at))) {
                    at++;
                } else {
                    return true;
                }
            }
            return false;
        }

        private Words rest() {
            int start = at;
            while (at < text.length() && text.charAt(at) != '\n') {
                at = joinsNextLine() ? text.indexOf('\n', at) + 1 : at + 1;
            }
            String rest = text.substring(start, at).stripTrailing();
            words.add(new Word(rest, start, start + rest.length(), true));
            return new Words(words, at, rest.endsWith(";"), false);
        }

        private boolean joinsNextLine() {
            return text.startsWith("\\\n", at) || text.startsWith("\\\r\n", at);
        }

        /** Reads the word that starts here; false if its quote is never closed. */
        private boolean readWord() {
            int start = at;
            boolean quoted = isQuote(text.charAt(at));
            boolean closed = true;
            StringBuilder word = new StringBuilder();
            while (closed && at < text.length()) {
                char c = text.charAt(at);
                if (Character.isWhitespace(c) || c == ';' && !semicolonsStay || joinsNextLine()) {
                    break;
                }
                int behindBraces = Braces.end(text, at);
                if (isQuote(c) && (at == start || text.charAt(at - 1) == '=')) {
                    closed = readQuoted(c, word);
                } else if (behindBraces > 0) {
                    word.append(text, at, behindBraces);
                    at = behindBraces;
                } else if (text.startsWith("{{", at)) {
                    word.append("{{");
                    at += 2;
                } else {
                    word.append(c);
                    at++;
                }
            }
            words.add(new Word(word.toString(), start, at, quoted));
            return closed;
        }

        private boolean readQuoted(char quote, StringBuilder word) {
            for (at++; at < text.length() && text.charAt(at) != '\n'; at++) {
                char c = text.charAt(at);
                if (c == quote) {
                    at++;
                    return true;
                }
                if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '\n') {
                    c = text.charAt(++at);
                }
                word.append(c);
            }
            return false;
        }

        private static boolean isQuote(char c) {
            return c == '"' || c == '\'';
        }
    }
}
