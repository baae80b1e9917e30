package dev.espalier.kernel.evaluate;

import java.util.ArrayList;
import java.util.List;

/** Tells code from comments and literals in Java text that need not compile. */
final class JavaTokens {

    /** What a stretch of text is. */
    enum Kind {
        CODE,
        COMMENT,
        STRING,
        TEXT_BLOCK,
        CHARACTER
    }

    /**
     * A stretch of text.
     *
     * @param end behind its last character
     * @param closed false where the text ends before the token does
     */
    record Token(Kind kind, int start, int end, boolean closed) {

        String in(String text) {
            return text.substring(start, end);
        }
    }

    private JavaTokens() {}

    /** The text cut into tokens, in order; blanks between them are left out, code is one token per run of non-blanks. */
    static List<Token> of(String text) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            Token token = next(text, at);
            tokens.add(token);
            at = token.end();
        }
        return tokens;
    }

    private static Token next(String text, int at) {
        if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            return new Token(Kind.COMMENT, at, end < 0 ? text.length() : end, true);
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            return new Token(Kind.COMMENT, at, end < 0 ? text.length() : end + 2, end >= 0);
        }
        if (text.startsWith("\"\"\"", at)) {
            return literal(Kind.TEXT_BLOCK, text, at, "\"\"\"");
        }
        if (text.charAt(at) == '"') {
            return literal(Kind.STRING, text, at, "\"");
        }
        if (text.charAt(at) == '\'') {
            return literal(Kind.CHARACTER, text, at, "'");
        }
        int end = at + 1;
        while (end < text.length() && !startsOther(text, end)) {
            end++;
        }
        return new Token(Kind.CODE, at, end, true);
    }

    private static boolean startsOther(String text, int at) {
        char c = text.charAt(at);
        return Character.isWhitespace(c)
                || c == '"'
                || c == '\''
                || text.startsWith("//", at)
                || text.startsWith("/*", at);
    }

    private static Token literal(Kind kind, String text, int start, String quote) {
        int at = start + quote.length();
        while (at < text.length()) {
            if (text.charAt(at) == '\\') {
                at += 2;
            } else if (text.startsWith(quote, at)) {
                return new Token(kind, start, at + quote.length(), true);
            } else if (text.charAt(at) == '\n' && kind != Kind.TEXT_BLOCK) {
                return new Token(kind, start, at, false);
            } else {
                at++;
            }
        }
        return new Token(kind, start, text.length(), false);
    }
}
