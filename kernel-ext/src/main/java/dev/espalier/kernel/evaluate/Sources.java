package dev.espalier.kernel.evaluate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/** Leads from the classes JShell generates back to the text their author wrote. */
final class Sources {

    /**
     * A line someone wrote.
     *
     * @param current whether it is part of the text being evaluated now
     * @param line from 1
     * @param source the line without margins
     */
    record Place(boolean current, int line, String source) {

        @Override
        public String toString() {
            return (current ? "cell" : "earlier cell") + ", line " + line;
        }
    }

    private record Origin(String text, int offset) {}

    private record Generated(Origin origin, SnippetWrapper wrapper) {}

    private final SourceCodeAnalysis analysis;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, Generated> classes = new HashMap<>();
    private String current = "";

    Sources(SourceCodeAnalysis analysis) {
        this.analysis = analysis;
    }

    /** From now on this very text is the current one. */
    void enter(String text) {
        current = text;
    }

    /** Remembers where a snippet comes from. */
    void add(Snippet snippet, int offset) {
        origins.put(snippet.id(), new Origin(current, offset));
        update(snippet);
    }

    /** Remembers the class a snippet is in now: it changes when something the snippet uses is redefined. */
    void update(Snippet snippet) {
        Origin origin = origins.get(snippet.id());
        if (origin != null) {
            SnippetWrapper wrapper = analysis.wrapper(snippet);
            classes.put(wrapper.fullClassName(), new Generated(origin, wrapper));
        }
    }

    /** The text a snippet came from. */
    String text(Snippet snippet) {
        Origin origin = origins.get(snippet.id());
        return origin == null ? snippet.source() : origin.text();
    }

    /** Offset of a snippet in the text it came from. */
    int offset(Snippet snippet) {
        Origin origin = origins.get(snippet.id());
        return origin == null ? 0 : origin.offset();
    }

    /** Forgets the rest: where snippets come from, by their id, and where the classes around them do. */
    void retain(Predicate<String> id, Predicate<String> className) {
        origins.keySet().removeIf(id.negate());
        classes.keySet().removeIf(className.negate());
    }

    /** A text with the names of generated classes as their author wrote them. */
    static String readable(String text) {
        return text == null
                ? null
                : text.replaceAll(GeneratedNames.OUTERMOST.pattern() + "\\$(\\$JShell\\$anonymous\\$\\$\\d+)?", "")
                        .replaceAll(GeneratedNames.OUTERMOST.pattern(), "cell");
    }

    /** The line a frame of a generated class stands for. */
    Optional<Place> place(StackTraceElement frame) {
        String name = GeneratedNames.outermost(frame.getClassName());
        Generated generated = name == null ? null : classes.get(name);
        if (generated == null || frame.getLineNumber() < 1) {
            return Optional.empty();
        }
        String text = generated.origin().text();
        String wrapped = generated.wrapper().wrapped();
        int inSnippet = generated.wrapper().wrappedToSourcePosition(firstNonBlank(wrapped, frame.getLineNumber()));
        int position = Math.min(Math.max(0, generated.origin().offset() + Math.max(0, inSnippet)), text.length());
        int start = text.lastIndexOf('\n', position - 1) + 1;
        int end = text.indexOf('\n', position);
        int line = (int) text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
        String source = text.substring(start, end < 0 ? text.length() : end).strip();
        return Optional.of(new Place(text == current, line, source));
    }

    private static int firstNonBlank(String text, int line) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            at = text.indexOf('\n', at) + 1;
        }
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
