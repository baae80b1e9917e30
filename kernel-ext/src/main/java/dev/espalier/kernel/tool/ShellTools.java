package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Output.Channel;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code !command}, {@code %system} and {@code %sx}, and the commands everybody types: {@code %ls}, {@code %cat}. */
final class ShellTools {

    private static final Kind<String> COMMAND = new CommandKind();
    private static final Parameter<String> LINE = Parameter.line(
            "command", COMMAND, "a line for sh; {expression} stands for the value of Java, {{ and }} for braces");
    private static final Parameter<String> REST = Parameter.line(
                    "arguments", new PathWordsKind(), "what follows the command")
            .orElse("");

    /** Commands that are magics of their own, as in IPython. */
    private static final List<String> EVERYDAY = List.of("cat", "cp", "ls", "mkdir", "mv", "rm", "rmdir");

    private ShellTools() {}

    static List<Magic> all() {
        Schema system = Schema.line(
                        "system", "runs a shell command; !command is short for it", CommandOutput.class, LINE)
                .examples("%system wc -l data/*.csv", "var lines = %system ls {folder}");
        Schema sx = Schema.line(
                        "sx", "runs a shell command and gives what it prints, line by line", CommandOutput.class, LINE)
                .examples("var lines = %sx ls");
        return Stream.concat(
                        Stream.of(
                                Magic.of(
                                        system,
                                        (arguments, context) -> run(arguments.get(LINE), context.taken(), context)),
                                Magic.of(sx, (arguments, context) -> run(arguments.get(LINE), true, context))),
                        EVERYDAY.stream().map(name -> shortcut(name, name)))
                .toList();
    }

    /** A magic that runs a command with what follows its own name; {@code %s} in it takes one word each instead. */
    static Magic shortcut(String name, String command) {
        Schema schema = Schema.line(name, "runs the shell command " + command, CommandOutput.class, REST)
                .examples("%" + name);
        return Magic.of(
                schema,
                (arguments, context) -> run(filled(name, command, arguments.get(REST)), context.taken(), context));
    }

    static String filled(String name, String command, String rest) {
        if (!command.contains("%s")) {
            return command.replace("%l", rest) + (command.contains("%l") || rest.isEmpty() ? "" : " " + rest);
        }
        List<String> words = rest.isBlank() ? List.of() : List.of(rest.split("\\s+"));
        String whole = command;
        for (String word : words) {
            whole = whole.replaceFirst("%s", Matcher.quoteReplacement(word));
        }
        long places = Pattern.compile("%s").matcher(command).results().count();
        if (places != words.size()) {
            throw new IllegalArgumentException(
                    "%" + name + " takes " + places + (places == 1 ? " word, " : " words, ") + words.size() + " given");
        }
        return whole;
    }

    /**
     * Runs a line.
     *
     * @param kept whether what it prints is its value; otherwise it is shown as it comes
     */
    static CommandOutput run(String line, boolean kept, Context context) throws Exception {
        StringBuffer text = new StringBuffer();
        BiConsumer<Channel, String> printed = (channel, piece) -> {
            if (kept && channel == Channel.STDOUT) {
                text.append(piece);
            } else {
                context.output().print(channel, piece);
            }
        };
        int code = Program.start(
                        List.of("sh", "-c", context.variables().insertedInto(line)),
                        "",
                        context.workspace().surroundings(),
                        printed)
                .await();
        if (kept) {
            return new CommandOutput(text.toString(), code);
        }
        if (code != 0) {
            context.output().print(Channel.STDERR, "(exit code " + code + ")\n");
        }
        return null;
    }
}
