package dev.espalier.kernel.command;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the commands of all bench suites do alike: they can be stopped, and say then what was kept. */
final class BenchRun {

    /** Measures, printing as it goes. */
    @FunctionalInterface
    interface Suite {
        void run(PrintWriter out, PrintWriter err, Cancellation cancellation) throws IOException;
    }

    private BenchRun() {}

    /**
     * Runs a suite; the exit code.
     *
     * @param json where it writes results; null for nowhere
     * @param rows what {@code --only} chooses from, such as {@code networks}
     */
    static int of(CommandSpec spec, Path json, String rows, Suite suite) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        // What was kept is said while the signal still holds the JVM.
        try (StopSignal signal = new StopSignal(() -> {})) {
            try {
                suite.run(spec.commandLine().getOut(), err, signal::requested);
                return CommandLine.ExitCode.OK;
            } catch (CancellationException stopped) {
                boolean kept = json != null && Files.exists(json);
                err.println("espalier: stopped; "
                        + (kept ? "results so far are in " + json : "--json FILE keeps results")
                        + ", and --only NAME measures single " + rows);
                return CommandException.STOPPED;
            }
        }
    }

    /** Refuses numbers below 1. */
    static void positive(CommandSpec spec, String option, List<Integer> numbers) {
        for (int number : numbers) {
            if (number < 1) {
                throw new ParameterException(spec.commandLine(), option + " is " + number + "; it must be at least 1");
            }
        }
    }
}
