package dev.espalier.kernel.bench;

import dev.espalier.engine.Executor;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The process that measures operators: {@code OperatorWorker THREADS ROUNDS}. Says a line for every case and pass. */
public final class OperatorWorker {

    static final String ROW = "row ";
    static final String FAILED = "failed ";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double BURST_MS = 20;
    private static final int WARM_UP_RUNS = 3;

    private final Clock clock;
    private final int threads;
    private final int rounds;
    private final PrintStream out;

    private OperatorWorker(int threads, int rounds, PrintStream out) {
        this.clock = Clock.forThreads(threads);
        this.threads = threads;
        this.rounds = rounds;
        this.out = out;
    }

    /** Measures every case. */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        System.setOut(System.err);
        var worker = new OperatorWorker(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), out);
        OperatorCases.all().forEach(worker::measure);
    }

    private void measure(OperatorCase operator) {
        measure(operator, operator.name() + ", forward", operator.forward(), operator.macs());
        operator.backward()
                .ifPresent(graph -> measure(operator, operator.name() + ", backward", graph, operator.backwardMacs()));
    }

    private void measure(OperatorCase operator, String name, Graph graph, long macs) {
        Map<String, INDArray> feeds = operator.feeds(graph);
        try (Executor fast = new FastExecutor(graph);
                Executor reference = new ReferenceExecutor(graph)) {
            int fastRuns = warmUp(fast, feeds);
            int referenceRuns = warmUp(reference, feeds);
            double[][] times = new double[rounds][];
            for (int round = 0; round < rounds; round++) {
                times[round] =
                        new double[] {milliseconds(fast, feeds, fastRuns), milliseconds(reference, feeds, referenceRuns)
                        };
            }
            OperatorResult result = new OperatorResult(
                    name,
                    threads,
                    Median.of(IntStream.range(0, rounds).mapToDouble(round -> times[round][0])),
                    Median.of(IntStream.range(0, rounds).mapToDouble(round -> times[round][1])),
                    Median.of(IntStream.range(0, rounds).mapToDouble(round -> times[round][1] / times[round][0])),
                    rounds,
                    1e-9 * OperatorCase.bytes(graph),
                    2e-9 * macs);
            out.println(ROW + result.line());
        } catch (RuntimeException failure) {
            out.println(FAILED + name + ": "
                    + failure.toString().lines().findFirst().orElseThrow());
        }
        out.flush();
    }

    /** How many runs fill a burst. */
    private int warmUp(Executor executor, Map<String, INDArray> feeds) {
        milliseconds(executor, feeds, WARM_UP_RUNS);
        return (int) Math.max(1, BURST_MS / milliseconds(executor, feeds, WARM_UP_RUNS));
    }

    private double milliseconds(Executor executor, Map<String, INDArray> feeds, int runs) {
        long begin = now();
        for (int i = 0; i < runs; i++) {
            executor.run(feeds);
        }
        return 1e-6 * (now() - begin) / runs;
    }

    /** With one native thread that is the calling one. */
    private long now() {
        return clock == Clock.CPU ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }
}
