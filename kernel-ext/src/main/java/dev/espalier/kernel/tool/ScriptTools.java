package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Output.Channel;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code %%bash}, {@code %%sh}, {@code %%python}, {@code %%script}: hand the cell to another program as its input. */
final class ScriptTools {

    /** Magics and the programs behind them. */
    private static final Map<String, String> PROGRAMS =
            Map.of("bash", "bash", "sh", "sh", "python", "python3", "perl", "perl", "ruby", "ruby");

    private static final Parameter<String> PROGRAM =
            Parameter.line("program", new CommandKind(), "the program that reads the cell, with its options");
    private static final Parameter<String> WORDS = Parameter.line(
                    "arguments", new PathWordsKind(), "options of the program")
            .orElse("");
    private static final Parameter<String> OUT = Parameter.option(
            "out", Kinds.read("NAME", "a name for a variable", CaptureTool::variable), "variable for what it prints");
    private static final Parameter<String> ERR = Parameter.option(
            "err",
            Kinds.read("NAME", "a name for a variable", CaptureTool::variable),
            "variable for what it prints to stderr");
    private static final Parameter<Boolean> KEEP =
            Parameter.flag("no-raise-error", "does not fail where the program ends with an exit code other than 0");
    private static final Parameter<Boolean> BACKGROUND =
            Parameter.flag("bg", "goes on without waiting; what it prints still comes to this cell");
    private static final Parameter<String> PROCESS = Parameter.option(
            "proc",
            Kinds.read("NAME", "a name for a variable", CaptureTool::variable),
            "variable for the Process, with --bg");

    private ScriptTools() {}

    static List<Magic> all() {
        Schema script = Schema.cell(
                        "script",
                        "hands the cell to a program as its input",
                        Void.class,
                        PROGRAM,
                        OUT,
                        ERR,
                        KEEP,
                        BACKGROUND,
                        PROCESS)
                .examples("%%script node\nconsole.log(6 * 7)");
        Magic any = Magic.of(script, (arguments, context) -> run(arguments.get(PROGRAM), arguments, context));
        return Stream.concat(
                        Stream.of(any), PROGRAMS.entrySet().stream().map(each -> magic(each.getKey(), each.getValue())))
                .toList();
    }

    private static Magic magic(String name, String program) {
        Schema schema = Schema.cell(
                        name, "runs the cell with " + program, Void.class, WORDS, OUT, ERR, KEEP, BACKGROUND, PROCESS)
                .examples(
                        program.equals("bash") ? "%%bash --out listing\nls -l | head" : "%%" + name + " --out text\n…");
        return Magic.of(schema, (arguments, context) -> run(program + " " + arguments.get(WORDS), arguments, context));
    }

    private static Object run(String line, Arguments arguments, Context context) throws Exception {
        List<String> command = Words.split(line).stream()
                .map(word -> context.variables().insertedInto(word))
                .toList();
        Optional<String> out = arguments.find(OUT);
        Optional<String> err = arguments.find(ERR);
        boolean background = arguments.get(BACKGROUND);
        if (background && (out.isPresent() || err.isPresent())) {
            throw new IllegalArgumentException(
                    "--bg does not wait for what the program prints, so that --out and --err would be empty");
        }
        if (!background && arguments.find(PROCESS).isPresent()) {
            throw new IllegalArgumentException("--proc is for programs that go on in the background; add --bg");
        }
        StringBuffer printed = new StringBuffer();
        StringBuffer complained = new StringBuffer();
        Program program =
                Program.start(command, arguments.body(), context.workspace().surroundings(), (channel, text) -> {
                    boolean stdout = channel == Channel.STDOUT;
                    if ((stdout ? out : err).isPresent()) {
                        (stdout ? printed : complained).append(text);
                    } else {
                        context.output().print(channel, text);
                    }
                });
        if (background) {
            arguments
                    .find(PROCESS)
                    .ifPresent(name -> context.workspace().java().bind(name, program.process(), Process.class));
            return null;
        }
        int code;
        try {
            code = program.await();
        } finally {
            List<Bound> bound = new ArrayList<>();
            out.ifPresent(name -> bound.add(new Bound(name, printed)));
            err.ifPresent(name -> bound.add(new Bound(name, complained)));
            bound.forEach(each -> context.workspace().java().bind(each.name, each.text.toString(), String.class));
        }
        if (code != 0 && !arguments.get(KEEP)) {
            throw new IOException(command.get(0) + " ended with exit code " + code);
        }
        return null;
    }

    private record Bound(String name, StringBuffer text) {}
}
