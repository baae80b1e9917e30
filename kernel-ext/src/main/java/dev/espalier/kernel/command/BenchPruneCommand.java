package dev.espalier.kernel.command;

import dev.espalier.kernel.bench.PruneSuite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code espalier bench prune}: how fast weights are projected, and what that adds to training under ADMM. */
@Command(
        name = "prune",
        description = {
            "Projects the weights of ResNet-50 onto every sparsity structure and onto levels with Espalier and PyTorch, in"
                    + " turns. Where PyTorch is not there, the reason is told and Espalier measured alone.",
            "Then trains networks for an epoch plainly and under ADMM, in turns, and tells what ADMM adds."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example: espalier bench prune --only filter,block-punched:8x4 --json prune.json"})
final class BenchPruneCommand implements Callable<Integer> {

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "What to measure: ${COMPLETION-CANDIDATES}. Default: all.",
            completionCandidates = Names.class)
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Projections onto each set. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "3",
            description = "Epochs of each training, plain and under ADMM. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to FILE too.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PruneSuite suite = suite();
        try (StopSignal signal = new StopSignal(() -> {})) {
            return measure(suite, signal);
        }
    }

    /** Says what was kept while the signal still holds the JVM. */
    private int measure(PruneSuite suite, StopSignal signal) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            suite.run(spec.commandLine().getOut(), err, signal::requested);
            return CommandLine.ExitCode.OK;
        } catch (CancellationException stopped) {
            err.println("espalier: stopped; "
                    + (json != null && Files.exists(json)
                            ? "results so far are in " + json
                            : "--json FILE keeps results")
                    + ", and --only NAME measures single rows");
            return CommandException.STOPPED;
        }
    }

    private PruneSuite suite() {
        positive("--rounds", rounds);
        positive("--epochs", epochs);
        try {
            return new PruneSuite(only, rounds, epochs, Optional.ofNullable(json));
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }

    private void positive(String option, int number) {
        if (number < 1) {
            throw new ParameterException(spec.commandLine(), option + " is " + number + "; it must be at least 1");
        }
    }

    /** What {@code --only} takes. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return PruneSuite.names().iterator();
        }
    }
}
