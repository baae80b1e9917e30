package dev.espalier.kernel.command;

import dev.espalier.kernel.bench.Effort;
import dev.espalier.kernel.bench.EngineSuite;
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

/** {@code espalier bench engine}: how fast networks train. */
@Command(
        name = "engine",
        description = {
            "Trains networks with Espalier, PyTorch and SameDiff, each in a process of its own, in turns.",
            "An engine that is not there is named with the reason and left out."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example: espalier bench engine --only resnet20 --threads 1,2 --json engine.json"})
final class BenchEngineCommand implements Callable<Integer> {

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "What to measure: ${COMPLETION-CANDIDATES}. Default: all.",
            completionCandidates = Names.class)
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2",
            description = "Native threads of each engine. Default: ${DEFAULT-VALUE}.")
    private List<Integer> threads;

    @Option(
            names = "--batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "64,128",
            description = "Images per step. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Bursts of about a second each engine has. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to FILE too.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return BenchRun.of(spec, json, "networks", suite()::run);
    }

    private EngineSuite suite() {
        BenchRun.positive(spec, "--threads", threads);
        BenchRun.positive(spec, "--batch", batches);
        BenchRun.positive(spec, "--rounds", List.of(rounds));
        try {
            return new EngineSuite(only, threads, batches, Effort.of(rounds), Optional.ofNullable(json));
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }

    /** What {@code --only} takes. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return EngineSuite.names().iterator();
        }
    }
}
