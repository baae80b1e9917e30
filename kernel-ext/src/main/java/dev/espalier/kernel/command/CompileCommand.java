package dev.espalier.kernel.command;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code espalier compile}: a model file as native code for programs in C and C++. */
@Command(
        name = "compile",
        description =
                "Makes native code of a model: a directory with a library, a header, the weights, an example and a"
                        + " test, for programs in C and C++.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: espalier compile small.espalier --target aarch64-linux -o small",
            "Then 'make check' in that directory, where the code runs, compares it with the reference."
        })
final class CompileCommand implements Callable<Integer> {

    @Mixin
    private ModelSource source;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Where to write. A directory that this command wrote, and nobody has changed, is replaced.")
    private Path directory;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            defaultValue = "host",
            description =
                    "The processor and system it is for, such as aarch64-linux, aarch64-android or x86-64-v3, with"
                            + " further instructions as in x86-64-v4+avx512_vnni; without it, this machine.")
    private String target;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Threads that the example runs it on (default ${DEFAULT-VALUE}); programs choose by themselves.")
    private int threads;

    @Option(
            names = "--search",
            description = "Measures several kernels for each distinct layer on this machine and takes the fastest.")
    private boolean search;

    @Option(names = "--name", paramLabel = "NAME", description = "What names in C begin with; else the model's name.")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Compile compile = settings();
        Model model = source.open();
        try (StopSignal stop = new StopSignal(() -> {})) {
            compile.write(model, name == null ? model.name() : name, directory, Progress.NONE, stop::requested);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s for %s is in %s; 'make check' there compares it with the reference.%n",
                        model.name(),
                        Target.parse(target),
                        directory);
        return CommandLine.ExitCode.OK;
    }

    private Compile settings() {
        try {
            Target processor = Target.parse(target);
            Compile compile = new Compile(target, search ? Compile.USUAL_SEARCH : 1, threads);
            if (search && !processor.runsHere()) {
                throw new IllegalArgumentException(
                        "--search measures on this machine, which does not run code for " + target);
            }
            return compile;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }
}
