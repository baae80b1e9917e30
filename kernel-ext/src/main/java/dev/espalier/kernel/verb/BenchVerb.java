package dev.espalier.kernel.verb;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.kernel.bench.Benchmark;
import dev.espalier.kernel.bench.CompilerSuite;
import dev.espalier.kernel.bench.ModelBench;
import dev.espalier.kernel.bench.Peer;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code %bench}. */
public final class BenchVerb implements Magic {

    private static final int LEAST_ROUNDS = 9;
    private static final String NONE = "none";

    private static final Parameter<List<Named<Network>>> NETWORKS = Parameter.rest(
            "models", new Named.Word<>(Network.KIND), "the networks, compiled or not, the one to compare with first");
    private static final Parameter<List<Optional<Peer>>> AGAINST = Parameter.option(
            "against",
            Kinds.list(Kinds.choice(peers())),
            "programs of others that run the first network; without it, those that are on the class path");
    private static final Parameter<Integer> THREADS = Parameter.option(
                    "threads", Kinds.integer(1, 1024), "threads that each has")
            .orElse("1");
    private static final Parameter<Boolean> SEARCH =
            Parameter.flag("search", "compiles with measured kernels what was not compiled before; see %compile");
    private static final Parameter<Integer> ROUNDS = Parameter.option(
                    "rounds", Kinds.integer(LEAST_ROUNDS, 10_000), "rounds, in each of which each computes for 0.1 s")
            .orElse(Integer.toString(LEAST_ROUNDS));

    private static final Schema SCHEMA = Schema.line(
                    "bench",
                    "times networks against each other and against other programs, in turns, each in its own process",
                    Benchmark.class,
                    NETWORKS,
                    AGAINST,
                    THREADS,
                    SEARCH,
                    ROUNDS)
            .examples(
                    "%bench net pruned",
                    "var result = %bench net pruned --against onnxruntime",
                    "%bench fast slow --against none --threads 2");

    private static Map<String, Optional<Peer>> peers() {
        Map<String, Optional<Peer>> peers = new LinkedHashMap<>();
        Arrays.stream(Peer.values()).forEach(peer -> peers.put(peer.word(), Optional.of(peer)));
        peers.put(NONE, Optional.empty());
        return peers;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Benchmark run(Arguments arguments, Context context) throws IOException {
        Compile usual = arguments.get(SEARCH) ? Compile.here().searching() : Compile.here();
        List<ModelBench.Entry> entries = arguments.get(NETWORKS).stream()
                .map(network -> new ModelBench.Entry(
                        network.name(),
                        network.value().model(),
                        network.value().compiled().map(CompiledModel::settings).orElse(usual)))
                .toList();
        List<Optional<Peer>> against = arguments.find(AGAINST).orElseGet(() -> Arrays.stream(Peer.values())
                .filter(Peer::isPresent)
                .map(Optional::of)
                .toList());
        if (against.contains(Optional.empty()) && against.size() > 1) {
            throw MagicException.usage(SCHEMA, "--against is 'none' and others; write one or the other");
        }
        return new ModelBench(
                        entries,
                        against.stream().flatMap(Optional::stream).distinct().toList(),
                        arguments.get(THREADS),
                        CompilerSuite.effort(arguments.get(ROUNDS)))
                .run(context.progress(), context.cancellation());
    }
}
