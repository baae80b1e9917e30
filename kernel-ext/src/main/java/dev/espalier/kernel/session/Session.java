package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.Completeness;
import dev.espalier.kernel.evaluate.Completions;
import dev.espalier.kernel.evaluate.CurrentCell;
import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.evaluate.EvaluationException;
import dev.espalier.kernel.evaluate.Evaluator;
import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Help;
import dev.espalier.kernel.magic.LiveProgress;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.Schema.Form;
import dev.espalier.kernel.magic.Surroundings;
import dev.espalier.kernel.magic.Workspace;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.tool.Tools;
import dev.espalier.kernel.tool.VariableTable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A session of cells: Java and magics in the order they stand, over variables that stay. The value of the last part is the
 * cell's value unless a semicolon ends it; a magic that is not last and that nothing takes shows its value where it stands.
 */
public final class Session implements AutoCloseable {

    private final Evaluator evaluator;
    private final Magics magics;
    private final Renderers renderers;
    private final Surroundings surroundings = new Surroundings();
    private final CellVariables variables;
    private final OutputLimit limit;
    private final Overflow overflow = new Overflow();
    private final MemoryReserve reserve = new MemoryReserve();
    private final Workspace workspace;

    /** A session with the library imported and everything this class path offers. */
    public static Session open() {
        return open(Options.defaults());
    }

    /** What {@link #open()} does, with other options but the same imports. */
    public static Session open(Options options) {
        return new Session(
                options.withKnownImports(DefaultImports.LIST), Magics.installedAnd(Tools.all()), Renderers.installed());
    }

    /** A session with exactly these, and the limit of output that the environment sets. */
    public Session(Options options, Magics magics, Renderers renderers) {
        this(options, magics, renderers, OutputLimit.of(System.getenv()));
    }

    /** A session with exactly these. */
    public Session(Options options, Magics magics, Renderers renderers, OutputLimit limit) {
        this.evaluator = new Evaluator(options);
        this.magics = magics;
        this.renderers = renderers;
        this.variables = new CellVariables(evaluator, surroundings);
        this.workspace = new Workspace(new CellJava(evaluator, this::value), surroundings, magics);
        this.limit = limit;
    }

    /** What every cell of {@link #open()} sees without importing it, as written behind the keyword. */
    public static List<String> imports() {
        return DefaultImports.LIST;
    }

    /** Runs a cell. Never throws: whatever happens is the result. */
    public CellResult run(String cell, Output output) {
        BoundedOutput bounded = new BoundedOutput(output, limit, overflow);
        try {
            CellResult result = evaluator.within(bounded, () -> {
                CurrentCell.bring(Magics.class, magics);
                CurrentCell.bring(Renderers.class, renderers);
                return shown(value(cell, bounded));
            });
            reserve.restore();
            return result;
        } catch (Throwable thrown) {
            reserve.releaseAfter(thrown);
            return Failures.of(thrown);
        } finally {
            Display.end(bounded);
            bounded.end();
        }
    }

    /**
     * Runs a cell that belongs to the history.
     *
     * @param number as in {@code In [number]}
     */
    public CellResult run(String cell, Output output, int number) {
        surroundings.start(number, cell);
        CellResult result = run(cell, output);
        if (result instanceof CellResult.Value value) {
            surroundings.end(value.shown().plain());
        }
        return result;
    }

    /** Notes a cell of the history that a front end answers itself. */
    public void note(String cell, int number) {
        surroundings.start(number, cell);
    }

    private CellResult shown(Evaluation evaluation) {
        return evaluation.hasValue()
                ? new CellResult.Value(renderers.render(evaluation.value()))
                : new CellResult.Done();
    }

    /** Runs a cell or a part of one; its value is not shown. */
    private Evaluation value(String cell, Output output) throws Exception {
        KnownMagics known = new KnownMagics(magics, evaluator, false);
        List<Part> parts = CellParser.parse(cell, known);
        Evaluation last = NOTHING;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int changes = magics.changes();
            if (part instanceof Part.Command command) {
                last = run(command, i == parts.size() - 1, output);
            } else if (part instanceof Part.Question question) {
                last = new Evaluation(answer(cell, question), true, List.of());
            } else {
                last = evaluate(alone(cell, part), output);
            }
            if (magics.changes() != changes) {
                // What stands below may use the magic that was defined here.
                parts = CellParser.parse(blank(cell, part.end()) + cell.substring(part.end()), known);
                i = -1;
            }
        }
        return last;
    }

    private static final Evaluation NOTHING = new Evaluation(null, false, List.of());

    private Evaluation evaluate(String java, Output output) throws EvaluationException {
        Evaluation evaluation = evaluator.evaluate(java, output);
        evaluation.notes().forEach(note -> output.print(Output.Channel.STDERR, note + "\n"));
        return evaluation;
    }

    private Evaluation run(Part.Command command, boolean last, Output output) throws Exception {
        Assignment assignment = new Assignment(evaluator, output, command);
        Class<?> declared = command.call().asksForHelp()
                ? Help.class
                : magics.get(command.call().name(), command.call().form())
                        .schema()
                        .result();
        if (command.target().isPresent()) {
            assignment.check(declared);
        }
        Object value = call(command, output);
        boolean stopped = evaluator.interrupted();
        boolean shows = command.target().isEmpty()
                && value != null
                && !command.call().words().silenced();
        if (command.target().isPresent()) {
            assignment.assign(value, declared);
        } else if (shows && (!last || stopped)) {
            output.display(renderers.render(value), null);
        }
        if (stopped) {
            throw new InterruptedException();
        }
        return shows && last ? new Evaluation(value, true, List.of()) : NOTHING;
    }

    private Answer answer(String cell, Part.Question question) {
        String java = cell.substring(question.java(), question.java() + question.length());
        return evaluator
                .inspect(java, java.length(), question.detail())
                .map(Answer::new)
                .orElseThrow(() -> new IllegalArgumentException("nothing here is called '" + java
                        + "'; a variable, a class or a method with its class, as in String.repeat?, can be asked for"));
    }

    private Object call(Part.Command command, Output output) throws Exception {
        try (LiveProgress progress = new LiveProgress(output, renderers)) {
            Context context = new Context(
                    output,
                    renderers,
                    variables,
                    progress,
                    evaluator::interrupted,
                    workspace,
                    command.target().isPresent());
            try {
                return magics.run(command.call(), context);
            } finally {
                // The evaluator remembers a stop; the flag would only break the channels that show what is finished.
                Thread.interrupted();
            }
        }
    }

    /** A part with blanks in place of what stands before it, so that lines and columns are those of the cell. */
    private static String alone(String cell, Part part) {
        return blank(cell, part.start()) + cell.substring(part.start(), part.end());
    }

    private static String blank(String cell, int until) {
        return cell.substring(0, until).replaceAll("[^\n\t]", " ");
    }

    /** How a cell can go on at a cursor, 0 to the cell's length. */
    public Completions complete(String cell, int cursor) {
        Optional<Part> part = partAt(cell, cursor, true);
        if (part.isEmpty()) {
            return evaluator.complete(cell, cursor);
        }
        if (part.get() instanceof Part.Command command && cursor >= command.name()) {
            Optional<Integer> java = magics.javaAt(command.call(), cell, cursor);
            return java.isPresent()
                    ? complete(cell.substring(java.get(), command.end()), cursor - java.get())
                            .behind(java.get())
                    : magics.complete(command.call().form(), cell, command.name(), cursor, variables);
        }
        return evaluator.complete(alone(cell, part.get()), cursor);
    }

    /**
     * What stands at a cursor.
     *
     * @param detail 0 or 1, as Jupyter asks; of a magic, its help either way
     */
    public Optional<String> inspect(String cell, int cursor, int detail) {
        Optional<Part> part = partAt(cell, cursor, false);
        if (part.isEmpty()) {
            return inspectJava(cell, cursor, detail);
        }
        if (part.get() instanceof Part.Command command) {
            Optional<Integer> java = magics.javaAt(command.call(), cell, cursor);
            return java.isPresent()
                    ? inspect(cell.substring(java.get(), command.end()), cursor - java.get(), detail)
                    : magics.find(command.call().name(), command.call().form())
                            .map(magic -> new Help(magic.schema()).toString());
        }
        return inspectJava(alone(cell, part.get()), cursor, detail);
    }

    /** A variable of the session is told with its value. */
    private Optional<String> inspectJava(String java, int cursor, int detail) {
        return evaluator.inspect(java, cursor, detail).map(found -> evaluator.variables().stream()
                .filter(variable -> found.matches("[^\n]* " + Pattern.quote(variable.name())))
                .findFirst()
                .map(variable -> found + " = " + VariableTable.inShort(variable.value()))
                .orElse(found));
    }

    private Optional<Part> partAt(String cell, int cursor, boolean unfinished) {
        try {
            return CellParser.parse(cell, new KnownMagics(magics, evaluator, unfinished)).stream()
                    .filter(part -> part.touches(cursor))
                    .findFirst();
        } catch (MagicException e) {
            return Optional.empty();
        }
    }

    /** Whether a cell can be run as it is, for consoles. */
    public Completeness completeness(String cell) {
        List<Part> parts;
        try {
            parts = CellParser.parse(cell, new KnownMagics(magics, evaluator, false));
        } catch (MagicException e) {
            return Completeness.INVALID;
        }
        if (parts.isEmpty()) {
            return Completeness.COMPLETE;
        }
        Part last = parts.get(parts.size() - 1);
        if (last instanceof Part.Command command) {
            boolean lineGoesOn = cell.stripTrailing().endsWith("\\");
            boolean bodyGoesOn = command.call().form() == Form.CELL && !cell.endsWith("\n\n");
            return lineGoesOn || bodyGoesOn ? Completeness.incomplete("") : Completeness.COMPLETE;
        }
        return last instanceof Part.Question ? Completeness.COMPLETE : evaluator.completeness(alone(cell, last));
    }

    /** Stops the cell that is running; from any thread. */
    public void interrupt() {
        evaluator.interrupt();
    }

    @Override
    public void close() {
        evaluator.close();
        overflow.close();
    }
}
