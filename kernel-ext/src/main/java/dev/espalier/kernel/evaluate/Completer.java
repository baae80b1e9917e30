package dev.espalier.kernel.evaluate;

import java.util.Comparator;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** Completes Java at a cursor. */
final class Completer {

    private Completer() {}

    static Completions complete(String text, int cursor, SourceCodeAnalysis analysis) {
        int at = Math.max(0, Math.min(cursor, text.length()));
        CursorContext context = CursorContext.at(text, at, analysis);
        String code = context.upTo(at, text);
        int[] anchor = {code.length()};
        List<String> matches = analysis.completionSuggestions(code, code.length(), anchor).stream()
                .sorted(Comparator.comparing((Suggestion s) -> !s.matchesType()))
                .map(Suggestion::continuation)
                .filter(s -> !s.startsWith("$"))
                .distinct()
                .toList();
        int start = at - (code.length() - anchor[0]);
        return matches.isEmpty() || start < 0 ? Completions.none(at) : new Completions(matches, start, at);
    }
}
