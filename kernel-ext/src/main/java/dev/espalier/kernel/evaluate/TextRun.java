package dev.espalier.kernel.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final ValueForm values;
    private final Leftovers leftovers;

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
            SessionVariables variables,
            ValueForm values,
            Leftovers leftovers) {
        this.text = text;
        this.cell = cell;
        this.shell = shell;
        this.execution = execution;
        this.sources = sources;
        this.variables = variables;
        this.values = values;
        this.leftovers = leftovers;
    }

    Evaluation evaluate() throws EvaluationException {
        sources.enter(text);
        Pieces pieces = Pieces.of(text, shell.sourceCodeAnalysis());
        if (pieces.rest() != null) {
            // The compiler shall say what is wrong with what does not parse.
            Snippet refused =
                    eval(pieces.rest().source(), pieces.rest().offset()).get(0).snippet();
            throw Diagnosis.of(refused, shell, text, pieces.rest().offset());
        }
        Evaluation last = Evaluation.nothing(List.of());
        for (Pieces.Piece piece : pieces.whole()) {
            last = evaluate(piece);
        }
        List<String> notes = new ArrayList<>();
        emptied.entrySet().stream()
                .filter(e -> variables.value(e.getKey()).isEmpty())
                .map(Map.Entry::getValue)
                .forEach(notes::add);
        // What a later cell may define is no failure: a notebook that is run from top to bottom goes on.
        open.stream()
                .filter(declaration -> isRecoverable(shell.status(declaration)))
                .map(declaration -> String.join("\n", undefined(declaration).traceback()))
                .forEach(notes::add);
        return new Evaluation(last.value(), last.hasValue(), notes);
    }

    private Evaluation evaluate(Pieces.Piece piece) throws EvaluationException {
        stopIfAsked();
        Optional<String> value = values.of(piece.source());
        if (value.isPresent()) {
            SnippetEvent event =
                    eval(value.get(), piece.offset() - values.lengthBefore()).get(0);
            if (event.status() == Status.VALID) {
                return namelessResult(event, !piece.closedBySemicolon());
            }
            if (Diagnosis.exceedsLimit(event.snippet(), shell)) {
                throw discard(event.snippet(), piece.offset() - values.lengthBefore());
            }
        }
        List<SnippetEvent> events = declare(piece);
        SnippetEvent main = events.get(0);
        Snippet snippet = main.snippet();
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
        if (snippet.kind() == Kind.STATEMENT && value.isPresent()) {
            values.hasNone(piece.source());
        }
        if (snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
            return namelessResult(main, !piece.closedBySemicolon());
        }
        return result(main, snippet.kind() == Kind.EXPRESSION && !piece.closedBySemicolon());
    }

    /** JShell makes records public, and then the compiler asks for constructors that are public too: so they become. */
    private List<SnippetEvent> declare(Pieces.Piece piece) {
        StringBuilder source = new StringBuilder(piece.source());
        List<SnippetEvent> events = eval(source.toString(), piece.offset());
        OptionalInt constructor = Diagnosis.hiddenConstructor(events.get(0).snippet(), shell);
        while (constructor.isPresent()) {
            source.insert(constructor.getAsInt(), "public ");
            events = eval(source.toString(), piece.offset());
            constructor = Diagnosis.hiddenConstructor(events.get(0).snippet(), shell);
        }
        return events;
    }

    private List<SnippetEvent> eval(String source, int offset) {
        execution.forget();
        leftovers.add();
        List<SnippetEvent> events = shell.eval(source);
        sources.add(events.get(0).snippet(), offset);
        return events;
    }

    /** Nobody can name the variable that holds the value: it goes, so that values do not pile up. */
    private Evaluation namelessResult(SnippetEvent event, boolean shown) throws EvaluationException {
        try {
            return result(event, shown);
        } finally {
            shell.drop(event.snippet());
        }
    }

    private Evaluation result(SnippetEvent event, boolean shown) throws EvaluationException {
        stopIfAsked();
        if (event.exception() instanceof UnresolvedReferenceException unresolved) {
            throw undefined(unresolved.getSnippet());
        }
        if (execution.thrown() != null) {
            Throwable thrown = execution.thrown();
            throw new EvaluationException.Runtime(Traceback.message(thrown), thrown, Traceback.of(thrown, sources));
        }
        return new Evaluation(execution.value(), shown, List.of());
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
}
