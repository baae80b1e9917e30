package dev.espalier.compile.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a text of C, and how far it was read. Comments, and words that say nothing about what is computed, are left out. */
final class Tokens {

    private static final Pattern TOKEN = Pattern.compile("\\s+|/\\*.*?\\*/"
            + "|(0[xX][0-9a-fA-F]+|(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?[fFL]?"
            + "|[A-Za-z_]\\w*|<<|>>|\\+\\+|--|->|&&|\\|\\||[-+*/%&|]=|[<>=!]=|.)");
    /** What follows a variable that is changed, or an element of it. */
    private static final Pattern ASSIGNING = Pattern.compile("\\[|[-+*/%&|]?=|\\+\\+|--");

    private static final Set<String> STEPS = Set.of("++", "--");
    private static final Set<String> SILENT = Set.of("INLINE", "RESTRICT", "const", "inline", "static");

    private final List<String> words = new ArrayList<>();
    private int at;

    Tokens(String text) {
        Matcher matcher = Pattern.compile(TOKEN.pattern(), Pattern.DOTALL).matcher(text);
        while (matcher.find()) {
            String word = matcher.group(1);
            if (word != null && !SILENT.contains(word)) {
                words.add(word);
            }
        }
    }

    boolean end() {
        return at == words.size();
    }

    /** The word after so many others; empty beyond the end. */
    String peek(int ahead) {
        return at + ahead < words.size() ? words.get(at + ahead) : "";
    }

    boolean is(String word) {
        return peek(0).equals(word);
    }

    String next() {
        if (end()) {
            throw new IllegalArgumentException("the text ends in the middle");
        }
        return words.get(at++);
    }

    /** Reads a word if it comes next. */
    boolean accept(String word) {
        if (is(word)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String word) {
        if (!accept(word)) {
            throw unexpected("'" + word + "'");
        }
    }

    /** Whether something may be assigned to a variable of a name up to the end of the block that is being read. */
    boolean assigned(String name) {
        int depth = 0;
        for (int i = at; i < words.size() && depth >= 0; i++) {
            String word = words.get(i);
            if (word.equals("{")) {
                depth++;
            } else if (word.equals("}")) {
                depth--;
            } else if (word.equals(name)
                            && i + 1 < words.size()
                            && ASSIGNING.matcher(words.get(i + 1)).matches()
                    || STEPS.contains(word) && words.get(i + 1).equals(name)) {
                return true;
            }
        }
        return false;
    }

    IllegalArgumentException unexpected(String wanted) {
        int from = Math.max(0, at - 12);
        int to = Math.min(words.size(), at + 6);
        return new IllegalArgumentException("no Java for this C: expected " + wanted + " before '" + peek(0) + "' in: "
                + String.join(" ", words.subList(from, to)));
    }
}
