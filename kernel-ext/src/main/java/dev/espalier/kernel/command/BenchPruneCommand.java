package dev.espalier.kernel.command;

import dev.espalier.kernel.bench.PruneSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Images of each epoch at most. Projections are once an epoch, so with fewer images they weigh"
                    + " more. Default: all.")
    private int images = Integer.MAX_VALUE;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to FILE too.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return BenchRun.of(spec, json, "rows", suite()::run);
    }

    private PruneSuite suite() {
        BenchRun.positive(spec, "--rounds", List.of(rounds));
        BenchRun.positive(spec, "--epochs", List.of(epochs));
        BenchRun.positive(spec, "--images", List.of(images));
        try {
            return new PruneSuite(only, rounds, epochs, images, Optional.ofNullable(json));
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
