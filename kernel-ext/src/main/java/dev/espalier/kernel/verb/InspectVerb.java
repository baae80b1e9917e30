package dev.espalier.kernel.verb;

import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.Inspection;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;

/** {@code %inspect}. */
public final class InspectVerb implements Magic {

    private static final Parameter<Network> NETWORK =
            Parameter.required("model", Network.KIND, "the network, or what it was compiled to");
    private static final Parameter<Boolean> DENSE = Parameter.flag(
            "dense", "also compiles it with no weight zero, and sets what each layer takes beside what it would take");

    private static final Schema SCHEMA = Schema.line(
                    "inspect",
                    "shows a network layer by layer: structure, rate, bytes, MACs, and of native code time and kernel",
                    Inspection.class,
                    NETWORK,
                    DENSE)
            .examples("%inspect pruned", "%inspect fast --dense", "var seen = %inspect fast");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Inspection run(Arguments arguments, Context context) {
        Network network = arguments.get(NETWORK);
        boolean dense = arguments.get(DENSE);
        if (network.compiled().isEmpty()) {
            if (dense) {
                throw MagicException.usage(
                        SCHEMA, "--dense compares times, which take native code: give it what %compile made");
            }
            return Inspection.of(network.model());
        }
        CompiledModel compiled = network.compiled().get();
        return Inspection.of(compiled, dense, context.progress(), context.cancellation());
    }
}
