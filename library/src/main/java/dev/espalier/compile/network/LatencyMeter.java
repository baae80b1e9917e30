package dev.espalier.compile.network;

import dev.espalier.compile.kernel.Code;
import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Expr;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Prelude;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.runtime.Kernels;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * Times compiled models: in rounds, each with a run of a fixed reference kernel, after runs that do not count. Rounds that are
 * too far apart are all taken again, a few times; the steadiest attempt counts. Only one process of a user times at a time.
 *
 * @param rounds of one attempt, at least 9
 */
public record LatencyMeter(int rounds) {

    /** Rounds that the median, p10 and p90 make sense for. */
    public static final int LEAST_ROUNDS = 9;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 3;
    private static final int ATTEMPTS = 3;
    /** What a round takes at least, so that clocks are fine enough. */
    private static final double ROUND_NANOSECONDS = 10e6;

    public LatencyMeter {
        if (rounds < LEAST_ROUNDS) {
            throw new IllegalArgumentException(
                    "latency of " + rounds + " rounds; at least " + LEAST_ROUNDS + " say anything of how it varies");
        }
    }

    /** With the fewest rounds. */
    public LatencyMeter() {
        this(LEAST_ROUNDS);
    }

    /**
     * Times a model on what it was last given, or zeros.
     *
     * @throws CancellationException if asked to stop
     */
    public Latency measure(CompiledModel model, Progress progress, Cancellation cancellation) {
        int threads = model.settings().threads();
        LongSupplier clock = threads == 1 ? THREADS::getCurrentThreadCpuTime : System::nanoTime;
        try (Reference reference = new Reference(model.target());
                TimingLock alone = TimingLock.take()) {
            model.warmUp();
            reference.work.warmUp();
            int runs = repeats(clock, model::again);
            int references = repeats(clock, reference::run);
            Latency best = null;
            for (int attempt = 0; attempt < ATTEMPTS && (best == null || !best.steady()); attempt++) {
                double[] times = new double[rounds];
                double[] units = new double[rounds];
                try (Progress.Task bar = progress.start("time " + model.model().name(), "rounds", rounds)) {
                    for (int round = 0; round < rounds; round++) {
                        if (cancellation.requested()) {
                            throw new CancellationException("timing was stopped");
                        }
                        times[round] = time(clock, model::again, runs);
                        units[round] = time(clock, reference::run, references);
                        bar.at(round + 1, "");
                    }
                }
                Latency found = Latency.of(times, units, threads);
                best = best == null || found.p90() / found.p10() < best.p90() / best.p10() ? found : best;
            }
            return best;
        }
    }

    private static int repeats(LongSupplier clock, Runnable run) {
        for (int i = 0; i < WARM_UP; i++) {
            run.run();
        }
        return (int) Math.max(1, Math.ceil(ROUND_NANOSECONDS / 1e6 / Math.max(1e-3, time(clock, run, 1))));
    }

    /** Milliseconds of one run. */
    private static double time(LongSupplier clock, Runnable run, int times) {
        long start = clock.getAsLong();
        for (int i = 0; i < times; i++) {
            run.run();
        }
        return (clock.getAsLong() - start) / 1e6 / times;
    }

    /** A dense 3x3 convolution of 64 channels of 28x28 pixels: work that depends on the processor alone. */
    private static final class Reference implements AutoCloseable {

        private static final int CHANNELS = 64;
        private static final Size2d SIZE = Size2d.square(28);

        private final Kernels.Work work;

        Reference(Target target) {
            Blocked image = new Blocked(CHANNELS, SIZE.height(), SIZE.width(), target.lanes(), 1);
            float[] weights = new float[CHANNELS * CHANNELS * 9];
            Arrays.fill(weights, 0.01f);
            Convolution task = new Convolution(
                    CHANNELS,
                    SIZE,
                    CHANNELS,
                    Size2d.square(3),
                    Size2d.square(1),
                    Size2d.square(1),
                    1,
                    1,
                    SIZE,
                    1,
                    weights,
                    new float[CHANNELS],
                    new Expr.Result(),
                    image,
                    List.of(),
                    image);
            Code code = Families.emit(task, Families.schedules(task, target).get(0), target);
            Kernels kernels = BackEnd.of(target)
                    .kernels(
                            Prelude.of(target) + code.source().replace(Code.NAME, "reference"),
                            List.of("reference"),
                            Cancellation.NEVER);
            float[] zeros = new float[Math.toIntExact(image.floats())];
            work = kernels.work(
                    "reference", List.of(zeros), image.floats(), code.data().toBytes(), code.scratch());
        }

        void run() {
            work.run(1);
        }

        @Override
        public void close() {
            work.close();
        }
    }
}
