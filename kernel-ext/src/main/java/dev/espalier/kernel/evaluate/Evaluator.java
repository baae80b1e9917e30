package dev.espalier.kernel.evaluate;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;

/**
 * Runs Java text in this JVM, with variables, methods and classes that stay. One thread evaluates at a time; {@link
 * #interrupt} may come from any other.
 *
 * <p>While an evaluator is open, {@link System#out} and {@link System#err} lead to the {@link Output} of the cell whose
 * thread prints, including threads the cell has started and that outlive it; all other threads keep the process's
 * streams.
 */
public final class Evaluator implements AutoCloseable {

    /** Something to do as part of a cell. */
    @FunctionalInterface
    public interface Work<T, X extends Exception> {
        T run() throws X;
    }

    private final SnippetLoader loader = new SnippetLoader();
    private final SnippetExecution execution = new SnippetExecution(loader);
    private final JShell shell;
    private final CompilerFiles files;
    private final SourceCodeAnalysis analysis;
    private final Inspector inspector;
    private final Sources sources;
    private final SessionVariables variables;
    private final ValueForm values = new ValueForm();
    private final Leftovers leftovers;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Cell cell;
    private long nanosEvaluated;

    /**
     * Starts a session.
     *
     * @throws IllegalArgumentException where an import does not compile
     */
    public Evaluator(Options options) {
        List<String> compiler = new ArrayList<>(options.compilerOptions());
        // A concatenation whose parts do not fit into one constant leaves JShell's compiler unusable; inline, each part
        // is a constant of its own. It also starts faster.
        compiler.add("-XDstringConcat=inline");
        String classPath = System.getProperty("java.class.path");
        if (!options.compileClassPath().isEmpty()) {
            classPath = options.compileClassPath().stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
            compiler.addAll(List.of("-classpath", classPath));
        }
        CompilerFiles[] made = new CompilerFiles[1];
        String path = classPath;
        shell = JShell.builder()
                .fileManager(standard -> made[0] = new CompilerFiles(standard, path))
                .executionEngine(execution.provider(), Map.of())
                .compilerOptions(compiler.toArray(String[]::new))
                .build();
        files = made[0];
        analysis = shell.sourceCodeAnalysis();
        inspector = new Inspector(analysis, options.imports());
        sources = new Sources(analysis);
        variables = new SessionVariables(shell, execution);
        leftovers = new Leftovers(shell, loader, sources);
        addImports(options);
        CellStreams.install();
    }

    private void addImports(Options options) {
        Optional<ShellImports> known = options.importsKnown() ? ShellImports.of(shell) : Optional.empty();
        for (String name : options.imports()) {
            String line = "import " + name + ";";
            if (known.isPresent()) {
                known.get().add(line);
                continue;
            }
            SnippetEvent event = shell.eval(line).get(0);
            if (event.status() != Status.VALID) {
                String reason = Diagnosis.of(event.snippet(), shell, line, 0)
                        .problems()
                        .get(0)
                        .message();
                shell.close();
                throw new IllegalArgumentException("import " + name + ": " + reason);
            }
        }
    }

    /**
     * Does something as a cell or, within a cell, as a part of it: what is printed goes to the output, {@link #interrupt}
     * reaches it.
     */
    public synchronized <T, X extends Exception> T within(Output output, Work<T, X> work) throws X {
        Cell outer = cell;
        if (outer != null) {
            Output before = outer.redirect(output);
            try {
                return work.run();
            } finally {
                outer.redirect(before);
            }
        }
        cell = Cell.begin(output);
        try {
            return work.run();
        } finally {
            Cell done = cell;
            cell = null;
            done.end();
        }
    }

    /**
     * Runs any number of declarations, statements and expressions. Nothing runs if any of them does not parse.
     *
     * @throws EvaluationException where it does not compile, throws, or is interrupted; what ran before that stays
     */
    public Evaluation evaluate(String java, Output output) throws EvaluationException {
        return within(output, () -> {
            cell.shield(true);
            long start = System.nanoTime();
            try {
                return new TextRun(java, cell, shell, execution, sources, variables, values, leftovers).evaluate();
            } finally {
                leftovers.clear();
                files.started();
                nanosEvaluated += System.nanoTime() - start;
                execution.forget();
                cell.shield(false);
            }
        });
    }

    /** The time {@link #evaluate} has spent so far on everything but running what was compiled. */
    public synchronized Duration compileTime() {
        return Duration.ofNanos(nanosEvaluated - execution.nanosRun());
    }

    /** What is on the class path of this JVM, with what manifests of jars add to it; what does not exist is left out. */
    public static List<Path> classPath() {
        return new ClassPathIndex(CompilerFiles.entries(System.getProperty("java.class.path")), null).entries();
    }

    /** Lets later code use the classes of a jar or directory, to compile against and to run. */
    public synchronized void addToClassPath(Path entry) {
        unstoppably(() -> shell.addToClasspath(entry.toString()));
    }

    /** Forgets the variables, methods and classes of certain names; imports stay. Returns the names, each once. */
    public synchronized List<String> forget(Predicate<String> which) {
        List<String> forgotten = new ArrayList<>();
        unstoppably(() -> shell.snippets()
                .filter(snippet -> snippet instanceof DeclarationSnippet)
                .map(DeclarationSnippet.class::cast)
                .filter(snippet -> shell.status(snippet).isActive() && which.test(snippet.name()))
                .toList()
                .forEach(snippet -> {
                    shell.drop(snippet);
                    if (!snippet.name().startsWith("$")) { // a value that was shown, and that nobody named
                        forgotten.add(snippet.name());
                    }
                }));
        return forgotten.stream().distinct().toList();
    }

    /** Stops what is being evaluated; does nothing where nothing is. */
    public void interrupt() {
        Cell running = cell;
        if (running != null) {
            running.stop();
        }
    }

    /** Whether the cell that is running now has been asked to stop. */
    public boolean interrupted() {
        Cell running = cell;
        return running != null && running.stopped();
    }

    /**
     * Declares a session variable with a value, by reference; one of the same name is replaced.
     *
     * @param type public, and not anonymous or local
     * @throws IllegalArgumentException where snippets cannot see the type, the value has another one, or the name is none
     */
    public synchronized void bind(String name, Object value, Class<?> type) {
        unstoppably(() -> variables.bind(name, value, type));
    }

    /**
     * Declares a session variable as a cell would, and sets it by reference.
     *
     * @param type as it is written in Java: {@code List<String>}
     * @throws IllegalArgumentException where that does not compile, or the value is not of the type
     */
    public synchronized void declare(String type, String name, Object value) {
        unstoppably(() -> variables.declare(type, name, value));
    }

    /**
     * Gives a session variable another value; its declared type stays.
     *
     * @throws IllegalArgumentException where there is no such variable, or the value is not of its type
     */
    public synchronized void assign(String name, Object value) {
        variables.assign(name, value);
    }

    /** Also compiles right after the user has stopped the cell, so that what was finished gets its name. */
    private void unstoppably(Runnable declaration) {
        Cell running = cell;
        if (running == null) {
            declaration.run();
            return;
        }
        running.shield(true);
        try {
            declaration.run();
        } finally {
            running.shield(false);
        }
    }

    /** The value of a session variable; empty where there is none of that name, or where it is null. */
    public synchronized Optional<Object> variable(String name) {
        return variables.value(name);
    }

    /** The variables the user has declared, in order of declaration. */
    public synchronized List<Variable> variables() {
        return variables.all();
    }

    /** How a text can go on at a cursor, 0 to the text's length. */
    public synchronized Completions complete(String java, int cursor) {
        files.started();
        return Completer.complete(java, cursor, analysis);
    }

    /**
     * What stands at a cursor: signatures and, from detail 1 on, the documentation where this JVM has its source.
     *
     * @param detail 0 or 1
     */
    public synchronized Optional<String> inspect(String java, int cursor, int detail) {
        return inspector.inspect(java, cursor, detail);
    }

    /** Whether a text can be run as it is. */
    public synchronized Completeness completeness(String java) {
        Pieces pieces = Pieces.of(java, analysis);
        if (pieces.rest() == null) {
            return Completeness.COMPLETE;
        }
        return pieces.rest().complete() ? Completeness.INVALID : Completeness.incomplete(Indent.after(java));
    }

    /** Ends the session; a cell that still runs is stopped. A second call does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        interrupt();
        files.started();
        shell.close();
        CellStreams.release();
    }
}
