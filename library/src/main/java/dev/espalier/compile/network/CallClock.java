package dev.espalier.compile.network;

import dev.espalier.compile.runtime.Network;
import dev.espalier.progress.Cancellation;
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
        int calls = model.source().steps().size();
        try (Network.Marked network = model.marked(cancellation);
                TimingLock alone = TimingLock.take()) {
            for (int i = 0; i < WARM_UP; i++) {
                network.run();
            }
            List<long[]> runs = new ArrayList<>();
            long begun = System.nanoTime();
            long elapsed = 0;
            while (runs.size() < LEAST_RUNS || elapsed < NANOSECONDS && runs.size() < MOST_RUNS) {
                if (cancellation.requested()) {
                    throw new CancellationException("timing was stopped");
                }
                runs.add(network.run());
                elapsed = System.nanoTime() - begun;
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
        }
    }
}
