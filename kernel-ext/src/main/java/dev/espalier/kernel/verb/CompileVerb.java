package dev.espalier.kernel.verb;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.util.List;
import java.util.Map;

/** {@code %compile}. */
public final class CompileVerb implements Magic {

    private static final Parameter<String> TARGET = Parameter.option(
                    "target",
                    Kinds.form(
                            "TARGET",
                            "a processor such as host or x86-64-v3",
                            List.of("host", "x86-64-v3", "x86-64-v4"),
                            name -> Compile.parse(Map.of("target", name)).target()),
                    "the processor; host is this one")
            .orElse("host");
    private static final Parameter<Boolean> SEARCH =
            Parameter.flag("search", "measures several kernels for each distinct layer and keeps the fastest");
    private static final Parameter<Integer> CANDIDATES = Parameter.option(
                    "candidates", Kinds.integer(2, 40), "kernels that --search measures for each distinct layer")
            .orElse(Integer.toString(Compile.USUAL_SEARCH));
    private static final Parameter<Integer> THREADS = Parameter.option(
                    "threads", Kinds.integer(1, 1024), "threads that compute side by side")
            .orElse("1");

    private static final Schema SCHEMA = Schema.line(
                    "compile",
                    "makes native code of a model for this machine: zeros cost nothing any more",
                    CompiledModel.class,
                    VerbParameters.MODEL,
                    TARGET,
                    SEARCH,
                    CANDIDATES,
                    THREADS)
            .examples("var fast = %compile pruned", "var fast = %compile pruned --search --threads 2");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public CompiledModel run(Arguments arguments, Context context) {
        int candidates = arguments.get(SEARCH) ? arguments.get(CANDIDATES) : 1;
        Compile compile = new Compile(arguments.get(TARGET), candidates, arguments.get(THREADS));
        return compile.apply(arguments.get(VerbParameters.MODEL), context.progress(), context.cancellation());
    }
}
