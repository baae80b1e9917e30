package dev.espalier.kernel.verb;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.target.Target;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code %compile}. */
public final class CompileVerb implements Magic {

    private static final Parameter<String> TARGET = Parameter.option(
                    "target",
                    Kinds.form("TARGET", "a processor such as host or aarch64-linux", targets(), name -> Compile.parse(
                                    Map.of("target", name))
                            .target()),
                    "the processor; host is this one, and java makes Java that needs no C compiler")
            .orElse("host");
    private static final Parameter<Boolean> SEARCH =
            Parameter.flag("search", "measures several kernels for each distinct layer and keeps the fastest");
    private static final Parameter<Integer> CANDIDATES = Parameter.option(
                    "candidates", Kinds.integer(2, 40), "kernels that --search measures for each distinct layer")
            .orElse(Integer.toString(Compile.USUAL_SEARCH));
    private static final Parameter<Integer> THREADS = Parameter.option(
                    "threads", Kinds.integer(1, 1024), "threads that compute side by side")
            .orElse("1");

    private static final Parameter<Path> OUT = Parameter.option(
            "out", Kinds.path(), "directory to write, with a library, a header and a test, for programs in C and C++");

    private static final Schema SCHEMA = Schema.line(
                    "compile",
                    "makes native code of a model: zeros cost nothing any more",
                    CompiledModel.class,
                    VerbParameters.MODEL,
                    TARGET,
                    SEARCH,
                    CANDIDATES,
                    THREADS,
                    OUT)
            .examples(
                    "var fast = %compile pruned",
                    "var fast = %compile pruned --search --threads 2",
                    "%compile pruned --target aarch64-linux --out small");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    /** Code for another machine can only be written, and is no value. */
    @Override
    public CompiledModel run(Arguments arguments, Context context) throws IOException {
        int candidates = arguments.get(SEARCH) ? arguments.get(CANDIDATES) : 1;
        Compile compile = new Compile(arguments.get(TARGET), candidates, arguments.get(THREADS));
        Model model = arguments.get(VerbParameters.MODEL);
        Optional<Path> directory = arguments.find(OUT);
        if (!Target.parse(compile.target()).runsHere()) {
            Path place = directory.orElseThrow(() -> MagicException.usage(
                    SCHEMA,
                    "code for " + compile.target()
                            + " does not run on this machine; name a directory for it with --out"));
            compile.write(model, model.name(), place, context.progress(), context.cancellation());
            context.output()
                    .print(Output.Channel.STDOUT, model.name() + " for " + compile.target() + " is in " + place + "\n");
            return null;
        }
        CompiledModel compiled = compile.apply(model, context.progress(), context.cancellation());
        if (directory.isPresent()) {
            compiled.write(directory.get());
        }
        return compiled;
    }

    private static List<String> targets() {
        return Stream.concat(Stream.of("host"), Target.names().stream()).toList();
    }
}
