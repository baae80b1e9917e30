package dev.espalier.compile.network;

import dev.espalier.compile.lower.NetworkSource;
import dev.espalier.compile.runtime.Memory;
import dev.espalier.compile.runtime.NativeNetwork;
import dev.espalier.compile.runtime.NetworkLibrary;
import dev.espalier.compile.runtime.RuntimeText;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Times the calls of a network while it runs as a whole, by a processor's counter that the code reads between them. */
final class CallClock {

    private static final int WARM_UP = 3;
    private static final int LEAST_RUNS = 15;
    private static final int MOST_RUNS = 5000;
    private static final long NANOSECONDS = 200_000_000;

    private CallClock() {}

    /** The milliseconds of each call: the median over all runs, on the wall. */
    static double[] milliseconds(CompiledModel model, Cancellation cancellation) {
        NetworkSource source = model.source();
        int calls = source.steps().size();
        Target target = Target.parse(model.settings().target());
        NetworkLibrary library = NetworkLibrary.of(
                Toolchain.of(target),
                target,
                model.model().name(),
                source.completeTimed(target, RuntimeText.header()),
                cancellation);
        long counters = calls + 1L;
        List<Memory> outputs = new ArrayList<>();
        try (NativeNetwork network = model.open(library, List.of(2 * counters));
                FileChannel file = LatencyMeter.lockFile();
                FileLock lock = file.lock()) {
            for (long size : network.needs().outputs()) {
                outputs.add(Memory.ofFloats(size));
            }
            LongBuffer ticks = outputs.get(outputs.size() - 1).bytes().asLongBuffer();
            for (int i = 0; i < WARM_UP; i++) {
                network.run(model.given(), outputs);
            }
            List<long[]> runs = new ArrayList<>();
            long begun = System.nanoTime();
            long elapsed = 0;
            while (runs.size() < LEAST_RUNS || elapsed < NANOSECONDS && runs.size() < MOST_RUNS) {
                if (cancellation.requested()) {
                    throw new CancellationException("timing was stopped");
                }
                network.run(model.given(), outputs);
                elapsed = System.nanoTime() - begun;
                long[] one = new long[calls + 1];
                ticks.get(0, one);
                runs.add(one);
            }
            double perTick = elapsed / 1e6 / (runs.get(runs.size() - 1)[calls] - runs.get(0)[0]);
            double[] medians = new double[calls];
            for (int call = 0; call < calls; call++) {
                int number = call;
                long[] all = runs.stream()
                        .mapToLong(run -> run[number + 1] - run[number])
                        .sorted()
                        .toArray();
                medians[call] = all[all.length / 2] * perTick;
            }
            return medians;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot keep others from timing at the same time", failed);
        } finally {
            outputs.forEach(Memory::close);
        }
    }
}
