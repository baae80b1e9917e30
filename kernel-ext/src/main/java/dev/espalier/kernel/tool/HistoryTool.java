package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Surroundings.Ran;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code %history}, {@code %rerun} and {@code %save}: the cells of this session again. */
final class HistoryTool {

    private static final Parameter<List<CellRange>> RANGES = Parameter.words(
            "ranges",
            Kinds.read("RANGE", "numbers of cells such as 4, 4-6 or 4-", CellRange::parse),
            "which cells, by the numbers in brackets; all if left out");
    private static final Parameter<Integer> LAST = Parameter.option(
                    "last", Kinds.integer(1, Integer.MAX_VALUE), "only so many, the last ones")
            .letter("l");
    private static final Parameter<Predicate<String>> PATTERN = Parameter.option(
                    "grep",
                    Kinds.read("PATTERN", "a text with * and ?", HistoryTool::pattern),
                    "only cells that hold this; * stands for any text, ? for one character")
            .letter("g");
    private static final Parameter<Boolean> NUMBERS =
            Parameter.flag("numbers", "with the number before each cell").letter("n");
    private static final Parameter<Boolean> OUTPUTS =
            Parameter.flag("outputs", "with the value of each cell").letter("o");
    private static final Parameter<Boolean> UNIQUE =
            Parameter.flag("unique", "of equal cells only the last").letter("u");
    private static final Parameter<Path> FILE = Parameter.option("file", Kinds.path(), "writes to a new file instead")
            .letter("f");
    private static final Parameter<Path> TARGET = Parameter.required("file", Kinds.path(), "a .jsh file");
    private static final Parameter<Boolean> FORCE =
            Parameter.flag("force", "replaces the file if there is one").letter("f");
    private static final Parameter<Boolean> APPEND =
            Parameter.flag("append", "adds to the file").letter("a");

    private HistoryTool() {}

    static List<Magic> all() {
        Schema history = Schema.line(
                        "history",
                        "prints the cells that were run",
                        String.class,
                        RANGES,
                        LAST,
                        PATTERN,
                        NUMBERS,
                        OUTPUTS,
                        UNIQUE,
                        FILE)
                .examples("%history -n 3-6", "%history -g *train* -o");
        return List.of(
                Magic.of(history, HistoryTool::history),
                Magic.of(history.calledAs("hist", "is %history"), HistoryTool::history),
                Magic.of(
                        Schema.line("rerun", "runs earlier cells again", Object.class, RANGES, LAST, PATTERN)
                                .examples("%rerun 4-6", "%rerun -l 1"),
                        HistoryTool::rerun),
                Magic.of(
                        Schema.line(
                                        "save",
                                        "writes cells that were run to a script",
                                        Void.class,
                                        TARGET,
                                        RANGES,
                                        FORCE,
                                        APPEND)
                                .examples("%save experiment.jsh 2-7 9"),
                        HistoryTool::save));
    }

    private static Object history(Arguments arguments, Context context) throws IOException {
        List<Ran> cells = chosen(
                arguments,
                context,
                arguments.find(LAST),
                arguments.find(PATTERN),
                arguments.find(PATTERN).isEmpty());
        if (arguments.get(UNIQUE)) {
            Map<String, Ran> latest = new LinkedHashMap<>();
            cells.forEach(cell -> {
                latest.remove(cell.source());
                latest.put(cell.source(), cell);
            });
            cells = List.copyOf(latest.values());
        }
        String text = cells.stream()
                .map(cell -> (arguments.get(NUMBERS) ? "[" + cell.number() + "] " : "")
                        + cell.source()
                        + (arguments.get(OUTPUTS) && !cell.value().isEmpty() ? "\n" + cell.value() : ""))
                .collect(Collectors.joining("\n"));
        Optional<Path> file = arguments.find(FILE);
        if (file.isPresent()) {
            refuseExisting(file.get());
            AtomicFile.write(file.get(), out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
            context.print("Written: " + file.get());
        } else if (context.taken()) {
            return text;
        } else {
            context.print(text);
        }
        return null;
    }

    private static Object rerun(Arguments arguments, Context context) throws Exception {
        Optional<Integer> last =
                arguments.get(RANGES).isEmpty() && arguments.find(PATTERN).isEmpty()
                        ? Optional.of(arguments.find(LAST).orElse(1))
                        : arguments.find(LAST);
        List<Ran> cells = chosen(arguments, context, last, arguments.find(PATTERN), false);
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("there is no such cell; %history -n lists those that were run");
        }
        Object value = null;
        for (Ran cell : cells) {
            context.print("// [" + cell.number() + "]\n" + cell.source());
            Evaluation evaluation = context.workspace().java().run(cell.source(), context.output());
            value = evaluation.hasValue() ? evaluation.value() : null;
        }
        return value;
    }

    private static Object save(Arguments arguments, Context context) throws IOException {
        Path file = arguments.get(TARGET);
        boolean append = arguments.get(APPEND);
        if (!append && !arguments.get(FORCE)) {
            refuseExisting(file);
        }
        List<Ran> cells = chosen(arguments, context, Optional.empty(), Optional.empty(), false);
        String before = append && Files.exists(file) ? Files.readString(file) : "";
        String text = cells.stream().map(Ran::source).collect(Collectors.joining("\n\n// %%\n", "// %%\n", "\n"));
        AtomicFile.write(file, out -> out.write((before + text).getBytes(StandardCharsets.UTF_8)));
        context.print("Written: " + file + ", " + cells.size() + (cells.size() == 1 ? " cell" : " cells"));
        return null;
    }

    private static void refuseExisting(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new IOException("there is a file " + file + " already; give another name");
        }
    }

    /** @param running whether the cell that runs now, the last one, is one of them */
    private static List<Ran> chosen(
            Arguments arguments,
            Context context,
            Optional<Integer> last,
            Optional<Predicate<String>> pattern,
            boolean running) {
        List<Ran> all = context.workspace().surroundings().history();
        List<CellRange> ranges = arguments.get(RANGES);
        List<Ran> found = all.subList(0, Math.max(0, running ? all.size() : all.size() - 1)).stream()
                .filter(cell -> ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(cell.number())))
                .filter(cell -> pattern.isEmpty() || pattern.get().test(cell.source()))
                .toList();
        return found.subList(Math.max(0, found.size() - last.orElse(found.size())), found.size());
    }

    private static Predicate<String> pattern(String glob) {
        String regex = glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL).asPredicate();
    }
}
