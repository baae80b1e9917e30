package dev.espalier.kernel.notebook;

import dev.espalier.kernel.render.Html;
import java.util.Set;

/** Colours Java and magics for a page: one pass over the text, which need not compile. */
final class JavaHighlighter {
    private static final Set<String> KEYWORDS = Set.of(
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "false",
            "final",
            "finally",
            "float",
            "for",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "null",
            "package",
            "permits",
            "private",
            "protected",
            "public",
            "record",
            "return",
            "sealed",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "true",
            "try",
            "var",
            "void",
            "volatile",
            "while",
            "yield");

    private final String text;
    private final StringBuilder html = new StringBuilder();
    private int at;

    private JavaHighlighter(String text) {
        this.text = text;
    }

    /** The text as HTML, its tokens in spans of class {@code c k s n a m}. */
    static String html(String source) {
        JavaHighlighter highlighter = new JavaHighlighter(source);
        while (highlighter.at < source.length()) {
            highlighter.token();
        }
        return highlighter.html.toString();
    }

    private void token() {
        char c = text.charAt(at);
        if (text.startsWith("//", at)) {
            span("c", lineEnd());
        } else if (text.startsWith("/*", at)) {
            span("c", behind("*/", at + 2));
        } else if (text.startsWith("\"\"\"", at)) {
            span("s", literalEnd("\"\"\"", true));
        } else if (c == '"' || c == '\'') {
            span("s", literalEnd(String.valueOf(c), false));
        } else if (c == '%' && startsMagic()) {
            span("m", magicEnd());
        } else if (Character.isDigit(c) || (c == '.' && startsFraction())) {
            span("n", wordEnd(true));
        } else if (c == '@' && at + 1 < text.length() && Character.isJavaIdentifierStart(text.charAt(at + 1))) {
            at++;
            int end = wordEnd(false);
            at--;
            span("a", end);
        } else if (Character.isJavaIdentifierStart(c)) {
            int end = wordEnd(false);
            span(KEYWORDS.contains(text.substring(at, end)) ? "k" : null, end);
        } else {
            span(null, at + 1);
        }
    }

    /** {@code .5}, but not {@code a.5}. */
    private boolean startsFraction() {
        boolean digit = at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
        return digit && (at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1)));
    }

    /** A magic starts a line, or follows {@code =} as in {@code var small = %prune net}. */
    private boolean startsMagic() {
        int before = at - 1;
        while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '%')) {
            before--;
        }
        boolean place = before < 0 || text.charAt(before) == '\n' || text.charAt(before) == '=';
        int name = at;
        while (name < text.length() && text.charAt(name) == '%') {
            name++;
        }
        return place && name < text.length() && Character.isJavaIdentifierStart(text.charAt(name));
    }

    private int magicEnd() {
        int end = at;
        while (end < text.length() && text.charAt(end) == '%') {
            end++;
        }
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int wordEnd(boolean number) {
        int end = at;
        while (end < text.length()
                && (Character.isJavaIdentifierPart(text.charAt(end)) || (number && text.charAt(end) == '.'))) {
            end++;
        }
        return end;
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private int behind(String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found + mark.length();
    }

    private int literalEnd(String quote, boolean manyLines) {
        int end = at + quote.length();
        while (end < text.length()) {
            if (text.charAt(end) == '\\') {
                end = Math.min(end + 2, text.length());
            } else if (text.startsWith(quote, end)) {
                return end + quote.length();
            } else if (text.charAt(end) == '\n' && !manyLines) {
                return end;
            } else {
                end++;
            }
        }
        return end;
    }

    private void span(String kind, int end) {
        String escaped = Html.escape(text.substring(at, end));
        html.append(kind == null ? escaped : "<span class=\"" + kind + "\">" + escaped + "</span>");
        at = end;
    }
}
