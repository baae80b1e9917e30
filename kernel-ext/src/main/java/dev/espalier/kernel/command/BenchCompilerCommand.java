package dev.espalier.kernel.command;

import dev.espalier.kernel.bench.CompilerSuite;
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

/** {@code espalier bench compiler}: how fast compiled networks run. */
@Command(
        name = "compiler",
        description = {
            "Runs networks compiled by Espalier, dense and with fewer weights, and by ONNX Runtime and TensorFlow Lite,"
                    + " each in a process of its own, in turns, one item at a time.",
            "A peer that cannot take part is named with the reason and left out."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example: espalier bench compiler --only resnet18-imagenet --rates 1,4.5 --threads 1",
            "All of it takes about half an hour: espalier bench compiler --json results.json --resume"
        })
final class BenchCompilerCommand implements Callable<Integer> {

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
            description = "Threads of each. Default: ${DEFAULT-VALUE}.")
    private List<Integer> threads;

    @Option(
            names = "--rates",
            paramLabel = "X",
            split = ",",
            description = "How many times fewer weights ours have, 1 for all of them. Default: 1,2.25,4.5,8, of"
                    + " transformers 4, too, and of 8 bits 1,4.5.")
    private List<Double> rates;

    @Option(
            names = "--java",
            paramLabel = "X",
            split = ",",
            defaultValue = "2.25",
            description = "The same of ours in Java, on one thread, of the networks that there are targets for."
                    + " Default: ${DEFAULT-VALUE}.")
    private List<Double> java;

    @Option(names = "--peers-only", description = "Measure the peers alone.")
    private boolean peersOnly;

    @Option(
            names = "--search",
            paramLabel = "N",
            defaultValue = "10",
            description = "Candidates our compiler measures for each layer, 1 for its best guess. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int search;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "Bursts of about 0.1 s each has. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to FILE too.")
    private Path json;

    @Option(names = "--resume", description = "Go on with the results in the file of --json.")
    private boolean resume;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String rows = json == null ? "networks" : "networks; --resume goes on from there";
        return BenchRun.of(spec, json, rows, suite()::run);
    }

    private CompilerSuite suite() {
        BenchRun.positive(spec, "--threads", threads);
        BenchRun.positive(spec, "--rounds", List.of(rounds));
        BenchRun.positive(spec, "--search", List.of(search));
        atLeastOne("--rates", rates == null ? List.of() : rates);
        atLeastOne("--java", java);
        if (resume && json == null) {
            throw new ParameterException(spec.commandLine(), "--resume takes the file of --json, which is missing");
        }
        try {
            return new CompilerSuite(
                    only,
                    threads,
                    peersOnly ? Optional.of(List.of()) : Optional.ofNullable(rates),
                    peersOnly ? List.of() : java,
                    search,
                    CompilerSuite.effort(rounds),
                    Optional.ofNullable(json),
                    resume);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }

    private void atLeastOne(String option, List<Double> rates) {
        for (double rate : rates) {
            if (!(rate >= 1)) {
                throw new ParameterException(spec.commandLine(), option + " is " + rate + "; it must be at least 1");
            }
        }
    }

    /** What {@code --only} takes. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return CompilerSuite.names().iterator();
        }
    }
}
