package dev.espalier.kernel.command;

import dev.espalier.kernel.evaluate.Completeness;
import dev.espalier.kernel.notebook.CellExecutor;
import dev.espalier.kernel.notebook.CellLimit;
import dev.espalier.kernel.notebook.HtmlPage;
import dev.espalier.kernel.notebook.Notebook;
import dev.espalier.kernel.notebook.NotebookParameters;
import dev.espalier.kernel.notebook.NotebookReader;
import dev.espalier.kernel.notebook.NotebookWriter;
import dev.espalier.kernel.notebook.Runner;
import dev.espalier.kernel.notebook.Script;
import dev.espalier.kernel.notebook.TerminalView;
import dev.espalier.kernel.session.CellResult;
import dev.espalier.kernel.session.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier run}: a notebook or script from top to bottom, without a front end. */
@Command(
        name = "run",
        description = {
            "Runs a notebook (.ipynb) or a script (.jsh) from top to bottom.",
            "A notebook is written with its outputs, and as an HTML page; a script only with --out."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example: espalier run notebooks/00-quickstart.ipynb -p epochs=2 --out results"})
final class RunCommand implements Callable<Integer> {

    private static final double MOST_SECONDS = 1e9;

    @Parameters(paramLabel = "FILE", description = "What to run.")
    private Path file;

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "NAME=VALUE",
            description = "Set a variable declared in the cell tagged 'parameters'. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "Short for -p profile=PROFILE: smoke, quick or full.")
    private String profile;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write; made if absent. Default for notebooks: out.")
    private Path out;

    @Option(names = "--in-place", description = "Write the outputs into FILE itself, and no page.")
    private boolean inPlace;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Stop a cell after so long, and fail; exit code 124.")
    private Double timeout;

    @Option(names = "--allow-errors", description = "Go on after a cell that failed.")
    private boolean allowErrors;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean script = file.toString().endsWith(".jsh");
        checkUsage(script);
        Optional<Target> target = target(script);
        Notebook read = script ? null : NotebookParameters.inject(NotebookReader.read(file), parameters);
        long start = System.nanoTime();
        try (Session session = Session.open();
                StopSignal signal = new StopSignal(session::interrupt)) {
            Notebook notebook = script ? NotebookParameters.inject(readScript(session), parameters) : read;
            AtomicInteger number = new AtomicInteger();
            CellExecutor cells = (source, output) -> signal.requested()
                    ? new CellResult.Interrupted()
                    : session.run(source, output, number.incrementAndGet());
            Runner.Outcome outcome = run(notebook, cells, session, target);
            if (target.isPresent()) {
                target.get().write(outcome.notebook(), file);
            }
            return report(outcome, target, (System.nanoTime() - start) / 1e9);
        }
    }

    private Runner.Outcome run(Notebook notebook, CellExecutor cells, Session session, Optional<Target> target) {
        if (timeout == null) {
            return new Runner(cells, view(), allowErrors).run(notebook, soFar -> keep(soFar, target));
        }
        Duration limit = Duration.ofMillis(Math.round(timeout * 1000));
        try (CellLimit limited = new CellLimit(cells, limit, session::interrupt, this::giveUp)) {
            return new Runner(limited, view(), allowErrors).run(notebook, soFar -> keep(soFar, target));
        }
    }

    /** The outputs of the cells before are written already. */
    private void giveUp() {
        spec.commandLine()
                .getErr()
                .println("espalier: a cell does not end " + timeout + " s after its start, and cannot be stopped;"
                        + " what ran before is saved unless it was to be written in place.");
        spec.commandLine().getErr().flush();
        Runtime.getRuntime().halt(CommandException.TIMED_OUT);
    }

    /** In place, only whole runs are kept: half a one would replace the outputs of a whole one. */
    private void keep(Notebook soFar, Optional<Target> target) {
        if (target.isPresent() && !inPlace) {
            try {
                NotebookWriter.write(soFar, target.get().notebook());
            } catch (IOException refused) {
                throw new CommandException(CommandException.FAILED, Sentence.reason(refused));
            }
        }
    }

    private void checkUsage(boolean script) {
        if (!script && !file.toString().endsWith(".ipynb")) {
            throw wrongUsage("FILE should end in .ipynb or .jsh, found '" + file + "'");
        }
        if (inPlace && (script || out != null)) {
            throw wrongUsage("--in-place is for notebooks, and excludes --out");
        }
        if (timeout != null && !(timeout > 0 && timeout < MOST_SECONDS)) {
            throw wrongUsage("--timeout should be a number of seconds above 0, found " + timeout);
        }
        if (profile != null) {
            parameters.put("profile", profile);
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Notebook readScript(Session session) throws IOException {
        return Script.read(file, text -> session.completeness(text).state() != Completeness.State.INCOMPLETE);
    }

    private TerminalView view() {
        return Terminal.view(spec.commandLine().getOut());
    }

    private Optional<Target> target(boolean script) throws IOException {
        if (inPlace) {
            return Optional.of(new Target(file, Optional.empty()));
        }
        if (script && out == null) {
            return Optional.empty();
        }
        String name = file.getFileName().toString();
        String base = name.substring(0, name.lastIndexOf('.'));
        Path folder = out == null ? Path.of("out") : out;
        try {
            Files.createDirectories(folder); // Now, rather than fail after a long run.
        } catch (IOException refused) {
            throw new CommandException(
                    CommandException.FAILED, "cannot make the directory " + folder + ": " + Sentence.reason(refused));
        }
        Path notebook = folder.resolve(base + ".ipynb");
        if (Files.exists(notebook) && Files.exists(file) && Files.isSameFile(notebook, file)) {
            throw wrongUsage("the outputs would replace " + file + " itself; choose another --out, or say --in-place");
        }
        return Optional.of(new Target(notebook, Optional.of(folder.resolve(base + ".html"))));
    }

    private static String sentence(CellResult.Failure failure) {
        String message = failure.message();
        return message == null || message.isBlank()
                ? failure.name()
                : message.lines().findFirst().orElse(message);
    }

    /** The files a run leaves. */
    private record Target(Path notebook, Optional<Path> page) {

        void write(Notebook ran, Path source) throws IOException {
            NotebookWriter.write(ran, notebook);
            if (page.isPresent()) {
                Path folder = source.toAbsolutePath().getParent();
                HtmlPage.write(ran, source.getFileName().toString(), folder, page.get());
            }
        }

        @Override
        public String toString() {
            return notebook + page.map(html -> " and " + html).orElse("");
        }
    }

    private int report(Runner.Outcome outcome, Optional<Target> target, double seconds) {
        PrintWriter terminal = spec.commandLine().getOut();
        String took = String.format(Locale.ROOT, "%.1f s", seconds);
        target.ifPresent(files -> terminal.println("Written: " + files));
        if (outcome instanceof Runner.Outcome.Failed failed) {
            int line = Script.line(failed.cell());
            throw new CommandException(
                    failed.failure().name().equals(CellLimit.TIMEOUT)
                            ? CommandException.TIMED_OUT
                            : CommandException.FAILED,
                    file.getFileName()
                            + (line > 0 ? ", line " + line : ", code cell " + failed.number())
                            + ": " + sentence(failed.failure()));
        } else if (outcome instanceof Runner.Outcome.Stopped stopped) {
            // Printed here: once the stop signal is closed, the JVM is free to go at any moment.
            spec.commandLine()
                    .getErr()
                    .println("espalier: stopped in code cell " + stopped.number() + " after " + took
                            + (target.isPresent() ? "; what ran is saved." : ".")
                            + " To start again: espalier run " + file);
            return CommandException.STOPPED;
        } else if (outcome instanceof Runner.Outcome.Finished finished) {
            terminal.println(finished.cells() + (finished.cells() == 1 ? " cell" : " cells") + " in " + took
                    + (finished.failed() > 0 ? ", " + finished.failed() + " failed as allowed" : "") + ".");
        }
        return CommandLine.ExitCode.OK;
    }
}
