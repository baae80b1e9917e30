package dev.espalier.kernel.notebook;

import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.evaluate.EvaluationException;
import dev.espalier.kernel.evaluate.Output.Channel;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code %run}: another notebook, script or program in this session. */
public final class RunMagic implements Magic {

    private static final Parameter<Path> FILE =
            Parameter.required("file", Kinds.path(), "a notebook (.ipynb), a script (.jsh) or a program (.java)");
    private static final Parameter<List<String>> VALUES = Parameter.words(
            "values",
            Kinds.text("NAME=VALUE"),
            "for variables of the cell tagged 'parameters'; of a program, what its main method gets");
    private static final Parameter<Boolean> TIME =
            Parameter.flag("time", "prints how long it took").letter("t");
    private static final Parameter<Boolean> ERRORS = Parameter.flag(
                    "allow-errors", "goes on after a cell that fails, and prints why it did")
            .letter("e");
    private static final Schema SCHEMA = Schema.line(
                    "run",
                    "runs a notebook, script or program in this session; what it declares stays",
                    Object.class,
                    FILE,
                    VALUES,
                    TIME,
                    ERRORS)
            .examples("%run prepare.jsh", "%run 00-quickstart.ipynb epochs=1", "%run Tool.java --verbose");
    private static final Pattern MAIN = Pattern.compile("\\bstatic\\s+void\\s+main\\s*\\(\\s*(final\\s+)?String\\b");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Object run(Arguments arguments, Context context) throws Exception {
        Path file = arguments.get(FILE);
        List<String> values = arguments.get(VALUES);
        long start = System.nanoTime();
        try {
            if (file.toString().endsWith(".java")) {
                return program(file, values, context);
            }
            return cells(file, values, arguments.get(ERRORS), context);
        } finally {
            if (arguments.get(TIME)) {
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                context.print(String.format(Locale.ROOT, "%s: %.2f s", file.getFileName(), took.toMillis() / 1000.0));
            }
        }
    }

    private static Object cells(Path file, List<String> values, boolean allowErrors, Context context) throws Exception {
        Notebook notebook = NotebookParameters.inject(read(file), named(values));
        Object value = null;
        for (Cell cell : notebook.cells()) {
            if (!(cell instanceof Cell.Code) || cell.source().isBlank()) {
                continue;
            }
            try {
                Evaluation evaluation = context.workspace().java().run(cell.source(), context.output());
                value = evaluation.hasValue() ? evaluation.value() : null;
            } catch (EvaluationException.Interrupted stopped) {
                throw stopped;
            } catch (EvaluationException | MagicException | IOException e) {
                if (!allowErrors && !cell.tagged("raises-exception")) {
                    throw e;
                }
                context.output().print(Channel.STDERR, e.getMessage() + "\n");
            }
        }
        return value;
    }

    private static Notebook read(Path file) throws IOException {
        if (file.toString().endsWith(".ipynb")) {
            return NotebookReader.read(file);
        }
        if (file.toString().endsWith(".jsh")) {
            // One cell, unless marks cut it.
            return Script.read(file, text -> false);
        }
        throw MagicException.usage(SCHEMA, "FILE should end in .ipynb, .jsh or .java, found '" + file + "'");
    }

    private static Map<String, String> named(List<String> values) {
        Map<String, String> named = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw MagicException.usage(SCHEMA, "'" + value + "' is no parameter; write NAME=VALUE");
            }
            named.put(value.substring(0, equals), value.substring(equals + 1));
        }
        return named;
    }

    /** The classes of the file become those of the session, and its main method runs if it has one. */
    private static Object program(Path file, List<String> values, Context context) throws Exception {
        if (!Files.isRegularFile(file)) {
            throw new NotebookException("there is no file " + file);
        }
        String source = Files.readString(file).replaceFirst("(?m)^\\s*package\\s+[\\w.]+\\s*;", "");
        Evaluation evaluation = context.workspace().java().run(source, context.output());
        if (!MAIN.matcher(source).find()) {
            return evaluation.hasValue() ? evaluation.value() : null;
        }
        String type = file.getFileName().toString().replaceFirst("\\.java$", "");
        String words = values.stream()
                .map(value -> "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(", "));
        context.workspace().java().run(type + ".main(new String[] {" + words + "});", context.output());
        return null;
    }
}
