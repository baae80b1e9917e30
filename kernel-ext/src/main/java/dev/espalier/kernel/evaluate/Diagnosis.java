package dev.espalier.kernel.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/** Says in one sentence each what the compiler found, and where in the author's text. */
final class Diagnosis {

    private static final Pattern NOT_FOUND =
            Pattern.compile("cannot find symbol\\s+symbol:\\s+(.+?)(?:\\s+location:\\s+(.*))?", Pattern.DOTALL);

    private static final Pattern HIDING = Pattern.compile("private\\b|protected\\b");

    private Diagnosis() {}

    /**
     * What is wrong with a snippet.
     *
     * @param text the text it came from
     * @param offset of the snippet in the text
     */
    static EvaluationException.Compilation of(Snippet snippet, JShell shell, String text, int offset) {
        // Only errors: with --add-modules, javac reports a warning first, at no position.
        List<Problem> errors = shell.diagnostics(snippet)
                .filter(Diag::isError)
                .map(d -> problem(d, text, offset))
                .toList();
        if (!errors.isEmpty()) {
            return new EvaluationException.Compilation(errors);
        }
        List<Problem> missing = snippet instanceof DeclarationSnippet declaration
                ? missing(declaration, shell, text, offset).toList()
                : List.of();
        return new EvaluationException.Compilation(
                missing.isEmpty() ? List.of(Problem.at(text, offset, offset + 1, "this cannot be compiled")) : missing);
    }

    /** Whether a snippet is right but does not fit into a class file: a constant or a method of more than 64 KB. */
    static boolean exceedsLimit(Snippet snippet, JShell shell) {
        return shell.diagnostics(snippet).anyMatch(d -> d.getCode().startsWith("compiler.err.limit."));
    }

    /** Where a constructor of a record begins that has no modifier and should be public, as its record is. */
    static OptionalInt hiddenConstructor(Snippet snippet, JShell shell) {
        return shell.diagnostics(snippet)
                .filter(d -> d.getCode().equals("compiler.err.invalid.canonical.constructor.in.record"))
                .filter(d -> d.getMessage(Locale.ENGLISH).endsWith("was public)"))
                .mapToInt(d -> (int) d.getStartPosition())
                .filter(at -> !HIDING.matcher(snippet.source())
                        .region(at, snippet.source().length())
                        .lookingAt())
                .findFirst();
    }

    private static Problem problem(Diag d, String text, int offset) {
        // The preferred position: in a chain of calls, the dot before the name that is wrong.
        int start = d.getPosition() == Diag.NOPOS ? 0 : (int) Math.max(0, d.getPosition());
        int end = (int) Math.max(start, d.getEndPosition());
        String message = d.getCode().startsWith("compiler.err.limit.string")
                ? "string constant of 64 KB or more, which no class file holds; read it from a file instead"
                : sentence(d.getMessage(Locale.ENGLISH));
        return Problem.at(text, offset + start, offset + end, message);
    }

    private static Stream<Problem> missing(DeclarationSnippet declaration, JShell shell, String text, int offset) {
        return shell.unresolvedDependencies(declaration).map(what -> {
            String name = what.replaceAll(".* |\\(.*", "");
            Matcher use = Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(declaration.source());
            int start = offset + (use.find() ? use.start() : 0);
            String message =
                    what + " is not defined; " + declaration.name() + " can be used once a cell has defined it";
            return Problem.at(text, start, start + name.length(), message);
        });
    }

    /** The compiler's message on one line. */
    private static String sentence(String message) {
        String clean = Sources.readable(message).strip();
        Matcher notFound = NOT_FOUND.matcher(clean);
        if (notFound.matches()) {
            String location = notFound.group(2) == null ? "" : notFound.group(2).strip();
            boolean top = location.isEmpty() || location.matches("class( cell)?");
            return "cannot find " + oneLine(notFound.group(1)) + (top ? "" : " in " + oneLine(location));
        }
        return oneLine(clean);
    }

    private static String oneLine(String text) {
        return text.lines().map(String::strip).filter(l -> !l.isEmpty()).collect(Collectors.joining("; "));
    }
}
