package dev.espalier.kernel.command;

import dev.espalier.model.Nearest;
import dev.espalier.model.file.Origin;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code espalier} program. Exit codes: 0 success, 1 failure, 2 wrong usage, 124 out of time, 130 stopped by the
 * user.
 */
@Command(
        name = "espalier",
        description = "Makes neural networks small and fast, in Java notebooks.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            RunCommand.class,
            LabCommand.class,
            BenchCommand.class,
            CompileCommand.class,
            InspectCommand.class,
            ReproduceCommand.class,
            DoctorCommand.class,
            KernelCommand.class
        },
        footer = {
            "",
            "Example: espalier run notebooks/00-quickstart.ipynb",
            "'espalier test' builds the project and runs its tests."
        })
public final class Main implements Runnable {

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.",
            order = Integer.MAX_VALUE)
    private boolean debug;

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        if (KernelStart.isMeant(arguments)) {
            System.exit(KernelStart.run(arguments));
        }
        Charset terminal = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, terminal);
        PrintWriter err = new PrintWriter(System.err, true, terminal);
        System.exit(commandLine(out, err).execute(arguments));
    }

    /** The program with other streams. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        Main main = new Main();
        return new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((wrong, arguments) -> main.explain(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> main.explain(failure, command));
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private int explain(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String message = wrong.getMessage();
        if (wrong instanceof UnmatchedArgumentException unknown) {
            String argument = unknown.getUnmatched().get(0);
            boolean option = argument.startsWith("-");
            boolean verb = !option && !command.getSubcommands().isEmpty();
            Optional<String> near = verb
                    ? Nearest.to(argument, command.getSubcommands().keySet())
                    : unknown.getSuggestions().stream().findFirst();
            message = "there is no " + (option ? "option " : verb ? "command " : "place for the argument ") + argument
                    + near.map(meant -> "; did you mean " + meant + "?").orElse("");
        }
        command.getErr().println(name + ": " + message);
        command.getErr().println("Usage and an example: " + name + " --help");
        if (debug) {
            wrong.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.USAGE;
    }

    private int explain(Exception failure, CommandLine command) {
        command.getErr().println("espalier: " + Sentence.of(failure));
        if (debug) {
            failure.printStackTrace(command.getErr());
        }
        return failure instanceof CommandException known ? known.exitCode() : CommandLine.ExitCode.SOFTWARE;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "Espalier " + Origin.current().library(),
                "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
            };
        }
    }
}
