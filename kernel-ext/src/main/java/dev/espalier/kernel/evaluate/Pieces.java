package dev.espalier.kernel.evaluate;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * A text cut into the snippets JShell takes one at a time.
 *
 * @param whole snippets that can be evaluated, in order
 * @param rest what does not parse, from its first character to the end of the text; null where everything does
 */
record Pieces(List<Piece> whole, Piece rest) {

    /**
     * One snippet.
     *
     * @param source without leading blanks, with a closing semicolon where the grammar wants one
     * @param offset of its first character in the text
     * @param complete false where the text ends too early
     */
    record Piece(String source, int offset, boolean complete) {

        /** Whether its author closed it with a semicolon, which means: do not show the value. */
        boolean closedBySemicolon() {
            List<JavaTokens.Token> code = JavaTokens.of(source).stream()
                    .filter(t -> t.kind() != JavaTokens.Kind.COMMENT)
                    .toList();
            return !code.isEmpty()
                    && code.get(code.size() - 1).kind() == JavaTokens.Kind.CODE
                    && source.charAt(code.get(code.size() - 1).end() - 1) == ';';
        }
    }

    /** Cuts a text. */
    static Pieces of(String text, SourceCodeAnalysis analysis) {
        List<Piece> whole = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            CompletionInfo info = analysis.analyzeCompletion(text.substring(at));
            Completeness state = info.completeness();
            if (state == Completeness.EMPTY) {
                return new Pieces(List.copyOf(whole), null);
            }
            if (state == Completeness.UNKNOWN
                    || state == Completeness.DEFINITELY_INCOMPLETE
                    || state == Completeness.CONSIDERED_INCOMPLETE) { // "if (x)", which a semicolon would complete
                return new Pieces(List.copyOf(whole), new Piece(text.substring(at), at, state == Completeness.UNKNOWN));
            }
            whole.add(new Piece(info.source(), at, true));
            at = text.length() - info.remaining().length();
        }
    }
}
