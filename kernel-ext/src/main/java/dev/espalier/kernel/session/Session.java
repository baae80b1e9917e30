package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.Completeness;
import dev.espalier.kernel.evaluate.Completions;
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
import dev.espalier.kernel.render.Renderers;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A session of cells: Java and magics in the order they stand, over variables that stay. The value of the last part is the
 * cell's value unless a semicolon ends it; a magic that is not last and that nothing takes shows its value where it stands.
 */
public final class Session implements AutoCloseable {

    private final Evaluator evaluator;
    private final Magics magics;
    private final Renderers renderers;
    private final CellVariables variables;
    private final OutputLimit limit;
    private final Overflow overflow = new Overflow();

    /** A session with the library imported and everything this class path offers. */
    public static Session open() {
        return new Session(
                Options.defaults().withImports(DefaultImports.LIST), Magics.installed(), Renderers.installed());
    }

    /** What {@link #open} does, with other options but the same imports. */
    public static Session open(Options options) {
        return new Session(options.withImports(DefaultImports.LIST), Magics.installed(), Renderers.installed());
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
        this.variables = new CellVariables(evaluator);
        this.limit = limit;
    }

    /** Runs a cell. Never throws: whatever happens is the result. */
    public CellResult run(String cell, Output output) {
        BoundedOutput bounded = new BoundedOutput(output, limit, overflow);
        try {
            return evaluator.within(bounded, () -> run(cell, CellParser.parse(cell, this::isMagic), bounded));
        } catch (Throwable thrown) {
            return Failures.of(thrown);
        } finally {
            Display.end(bounded);
            bounded.end();
        }
    }

    private CellResult run(String cell, List<Part> parts, Output output) throws Exception {
        CellResult result = new CellResult.Done();
        for (int i = 0; i < parts.size() && !(result instanceof CellResult.Interrupted); i++) {
            boolean last = i == parts.size() - 1;
            result = parts.get(i) instanceof Part.Command command
                    ? run(command, last, output)
                    : evaluate(alone(cell, parts.get(i)), output);
        }
        return result;
    }

    private CellResult evaluate(String java, Output output) throws EvaluationException {
        Evaluation evaluation = evaluator.evaluate(java, output);
        evaluation.notes().forEach(note -> output.print(Output.Channel.STDERR, note + "\n"));
        return evaluation.hasValue()
                ? new CellResult.Value(renderers.render(evaluation.value()))
                : new CellResult.Done();
    }

    private CellResult run(Part.Command command, boolean last, Output output) throws Exception {
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
        if (command.target().isPresent()) {
            assignment.assign(value, declared);
        } else if (value != null && !command.call().words().silenced()) {
            if (last && !stopped) {
                return new CellResult.Value(renderers.render(value));
            }
            output.display(renderers.render(value), null);
        }
        return stopped ? new CellResult.Interrupted() : new CellResult.Done();
    }

    private Object call(Part.Command command, Output output) throws Exception {
        try (LiveProgress progress = new LiveProgress(output)) {
            Context context = new Context(output, renderers, variables, progress, evaluator::interrupted);
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
        return cell.substring(0, part.start()).replaceAll("[^\n\t]", " ") + cell.substring(part.start(), part.end());
    }

    private boolean isMagic(String name) {
        return magics.find(name).isPresent();
    }

    /** How a cell can go on at a cursor, 0 to the cell's length. */
    public Completions complete(String cell, int cursor) {
        Optional<Part> part = partAt(cell, cursor, start -> magics.schemas().stream()
                .anyMatch(schema -> schema.name().startsWith(start)));
        if (part.isEmpty()) {
            return evaluator.complete(cell, cursor);
        }
        return part.get() instanceof Part.Command command && cursor >= command.name()
                ? magics.complete(command.call().form(), cell, command.name(), cursor, variables)
                : evaluator.complete(alone(cell, part.get()), cursor);
    }

    /**
     * What stands at a cursor.
     *
     * @param detail 0 or 1, as Jupyter asks; of a magic, its help either way
     */
    public Optional<String> inspect(String cell, int cursor, int detail) {
        Optional<Part> part = partAt(cell, cursor, this::isMagic);
        if (part.isEmpty()) {
            return evaluator.inspect(cell, cursor, detail);
        }
        return part.get() instanceof Part.Command command
                ? magics.find(command.call().name()).map(magic -> new Help(magic.schema()).toString())
                : evaluator.inspect(alone(cell, part.get()), cursor, detail);
    }

    private Optional<Part> partAt(String cell, int cursor, Predicate<String> known) {
        try {
            return CellParser.parse(cell, known).stream()
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
            parts = CellParser.parse(cell, this::isMagic);
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
        return evaluator.completeness(alone(cell, last));
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
