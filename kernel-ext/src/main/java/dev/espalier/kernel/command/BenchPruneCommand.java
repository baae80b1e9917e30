package dev.espalier.kernel.command;

import dev.espalier.kernel.bench.PruneSuite;
import java.io.IOException;
import java.io.PrintWriter;
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

/** {@code espalier bench prune}: how fast weights are projected. */
@Command(
        name = "prune",
        description = {
            "Projects the weights of ResNet-50 onto every sparsity structure with Espalier and PyTorch, in turns.",
            "Where PyTorch is not there, the reason is told and Espalier measured alone."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example: espalier bench prune --only filter,block-punched:8x4 --json prune.json"})
final class BenchPruneCommand implements Callable<Integer> {

    @Option(
            names = "--only",
            paramLabel = "STRUCTURE",
            split = ",",
            description = "What to measure: ${COMPLETION-CANDIDATES}. Default: all.",
            completionCandidates = Names.class)
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Projections of each structure. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to FILE too.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PruneSuite suite = suite();
        PrintWriter err = spec.commandLine().getErr();
        try (StopSignal signal = new StopSignal(() -> {})) {
            suite.run(spec.commandLine().getOut(), err, signal::requested);
            return CommandLine.ExitCode.OK;
        } catch (CancellationException stopped) {
            err.println("espalier: stopped; --json FILE keeps results, and --only STRUCTURE measures single ones");
            return CommandException.STOPPED;
        }
    }

    private PruneSuite suite() {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds is " + rounds + "; it must be at least 1");
        }
        try {
            return new PruneSuite(only, rounds, Optional.ofNullable(json));
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
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
