package dev.espalier.kernel.evaluate;

import jdk.jshell.Snippet.Kind;
import jdk.jshell.SourceCodeAnalysis;

/**
 * The snippet around a cursor, told to JShell so that it also knows the variables and classes declared further up in a
 * cell that has not run yet: they become locals of a block the snippet stands in.
 *
 * @param before what is put before the snippet
 * @param start of the snippet in the text
 */
record CursorContext(String before, int start) {

    /** Finds the snippet at a cursor. */
    static CursorContext at(String text, int cursor, SourceCodeAnalysis analysis) {
        StringBuilder before = new StringBuilder();
        int start = 0;
        for (Pieces.Piece piece : Pieces.of(text.substring(0, cursor), analysis).whole()) {
            int end = Math.min(cursor, piece.offset() + piece.source().length());
            if (end >= cursor) {
                start = piece.offset();
                break;
            }
            boolean declares = analysis.sourceToSnippets(piece.source()).stream()
                    .anyMatch(s -> s.kind() == Kind.VAR || s.kind() == Kind.TYPE_DECL);
            if (declares) {
                before.append(piece.source()).append('\n');
            }
            start = end;
        }
        return new CursorContext(before.isEmpty() ? "" : "{" + before, start);
    }

    /** What JShell is to look at: everything from the snippet's start to a place in the text. */
    String upTo(int end, String text) {
        return before + text.substring(start, Math.max(start, end));
    }
}
