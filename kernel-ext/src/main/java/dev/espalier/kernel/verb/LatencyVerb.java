package dev.espalier.kernel.verb;

import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.Latency;
import dev.espalier.compile.network.LatencyMeter;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;

/** {@code %latency}. */
public final class LatencyVerb implements Magic {

    private static final Parameter<CompiledModel> COMPILED = Parameter.required(
            "compiled",
            Kinds.variable(CompiledModel.class, "for example one made by %compile"),
            "the network as native code");
    private static final Parameter<Integer> ROUNDS = Parameter.option(
                    "rounds", Kinds.integer(LatencyMeter.LEAST_ROUNDS, 10_000), "rounds of at least 10 ms")
            .orElse(Integer.toString(LatencyMeter.LEAST_ROUNDS));

    private static final Schema SCHEMA = Schema.line(
                    "latency",
                    "measures the milliseconds of one run, in turns with a reference kernel",
                    Latency.class,
                    COMPILED,
                    ROUNDS)
            .examples("%latency fast", "var time = %latency fast --rounds 50");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Latency run(Arguments arguments, Context context) {
        return new LatencyMeter(arguments.get(ROUNDS))
                .measure(arguments.get(COMPILED), context.progress(), context.cancellation());
    }
}
