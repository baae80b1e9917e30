package dev.espalier.kernel.command;

import dev.espalier.kernel.bench.KernelSuite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code espalier bench kernels}: how fast single layers run as generated code. */
@Command(
        name = "kernels",
        description = {
            "Times generated kernels of single layers, dense and with fewer weights, against oneDNN, on one thread.",
            "With --granularity the weights are always as few, but 1, 2, 4 ... filters share their places.",
            "Layers are named kernel/stride-image-channels-filters; dw means depthwise."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example: espalier bench kernels --only 3x3-56x56-64-64,1x1-14x14-256-1024"})
final class BenchKernelsCommand implements Callable<Integer> {

    @Option(
            names = "--only",
            paramLabel = "LAYER",
            split = ",",
            description = "What to measure: ${COMPLETION-CANDIDATES}. Default: all.",
            completionCandidates = Names.class)
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--granularity",
            paramLabel = "X",
            arity = "0..1",
            fallbackValue = "4.5",
            description = "How many times fewer weights, 4.5 if not given.")
    private Double granularity;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "Turns of some milliseconds that each kernel has. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return BenchRun.of(spec, null, "layers", suite()::run);
    }

    private KernelSuite suite() {
        BenchRun.positive(spec, "--rounds", List.of(rounds));
        if (granularity != null && !(granularity > 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--granularity is " + granularity + "; it must be above 1");
        }
        try {
            return new KernelSuite(
                    only, granularity == null ? KernelSuite.rates() : KernelSuite.granularities(granularity), rounds);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }

    /** What {@code --only} takes. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return KernelSuite.names().iterator();
        }
    }
}
