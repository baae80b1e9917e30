package dev.espalier.kernel.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;

/** One evaluation of one text: its snippets in turn, and what can only be judged at its end. */
final class TextRun {

    private final String text;
    private final Cell cell;
    private final JShell shell;
    private final SnippetExecution execution;
    private final Sources sources;
    private final SessionVariables variables;

    /** What to tell of variables that a redefinition has emptied, unless the text sets them again. */
    private final Map<String, String> emptied = new LinkedHashMap<>();

    /** Classes and methods that use what is not defined yet; later snippets of the text may define it. */
    private final List<DeclarationSnippet> open = new ArrayList<>();

    TextRun(
            String text,
            Cell cell,
            JShell shell,
            SnippetExecution execution,
            Sources sources,
            SessionVariables variables) {
        this.text = text;
        this.cell = cell;
        this.shell = shell;
        this.execution = execution;
        this.sources = sources;
        this.variables = variables;
    }

    Evaluation evaluate() throws EvaluationException {
        sources.enter(text);
        Pieces pieces = Pieces.of(text, shell.sourceCodeAnalysis());
        if (pieces.rest() != null) {
            // The compiler shall say what is wrong with what does not parse.
            Snippet refused = shell.eval(pieces.rest().source()).get(0).snippet();
            throw Diagnosis.of(refused, shell, text, pieces.rest().offset());
        }
        Evaluation last = Evaluation.nothing(List.of());
        for (Pieces.Piece piece : pieces.whole()) {
            last = evaluate(piece);
        }
        for (DeclarationSnippet declaration : open) {
            if (isRecoverable(shell.status(declaration))) {
                throw undefined(declaration);
            }
        }
        List<String> notes = emptied.entrySet().stream()
                .filter(e -> variables.value(e.getKey()).isEmpty())
                .map(Map.Entry::getValue)
                .toList();
        return new Evaluation(last.value(), last.hasValue(), notes);
    }

    private Evaluation evaluate(Pieces.Piece piece) throws EvaluationException {
        stopIfAsked();
        execution.forget();
        List<SnippetEvent> events = shell.eval(piece.source());
        SnippetEvent main = events.get(0);
        Snippet snippet = main.snippet();
        sources.add(snippet, piece.offset());
        for (SnippetEvent event : events.subList(1, events.size())) {
            sources.update(event.snippet());
            note(event);
        }
        boolean mayComeTrue = snippet.kind() == Kind.METHOD || snippet.kind() == Kind.TYPE_DECL;
        if (main.status() == Status.REJECTED
                || isRecoverable(main.status()) && (!mayComeTrue || Diagnosis.exceedsLimit(snippet, shell))) {
            throw discard(snippet, piece.offset());
        }
        if (isRecoverable(main.status())) {
            open.add((DeclarationSnippet) snippet);
        }
        stopIfAsked();
        if (main.exception() instanceof UnresolvedReferenceException unresolved) {
            throw undefined(unresolved.getSnippet());
        }
        if (execution.thrown() != null) {
            Throwable thrown = execution.thrown();
            throw new EvaluationException.Runtime(Traceback.message(thrown), thrown, Traceback.of(thrown, sources));
        }
        return new Evaluation(execution.value(), hasValue(snippet) && !piece.closedBySemicolon(), List.of());
    }

    private EvaluationException.Compilation undefined(DeclarationSnippet declaration) {
        return Diagnosis.of(declaration, shell, sources.text(declaration), sources.offset(declaration));
    }

    private EvaluationException.Compilation discard(Snippet snippet, int offset) {
        EvaluationException.Compilation reason = Diagnosis.of(snippet, shell, text, offset);
        if (isRecoverable(shell.status(snippet))) {
            shell.drop(snippet);
        }
        if (Diagnosis.exceedsLimit(snippet, shell)) {
            // What did not fit into a class file stays in the pooled compiler, and every later snippet would fail with
            // it. A longer class path makes JShell start a new pool.
            shell.addToClasspath(System.getProperty("java.home"));
        }
        return reason;
    }

    private void note(SnippetEvent event) {
        if (event.snippet() instanceof VarSnippet variable
                && event.previousStatus() == Status.VALID
                && event.status() != Status.OVERWRITTEN
                && event.causeSnippet() instanceof DeclarationSnippet cause) {
            emptied.put(
                    variable.name(),
                    variable.name() + " has lost its value, because " + cause.name()
                            + " was redefined; run the cell that sets it again");
        }
    }

    private void stopIfAsked() throws EvaluationException.Interrupted {
        if (cell.stopped()) {
            throw new EvaluationException.Interrupted();
        }
    }

    private static boolean isRecoverable(Status status) {
        return status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED;
    }

    private static boolean hasValue(Snippet snippet) {
        return snippet.kind() == Kind.EXPRESSION || snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
    }
}
