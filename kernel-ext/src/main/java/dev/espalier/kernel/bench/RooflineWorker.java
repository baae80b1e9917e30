package dev.espalier.kernel.bench;

import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Linear;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The process that measures the processor: {@code RooflineWorker THREADS}. Operations are those of multiply-adds on
 * numbers in registers, or of a large matrix product or convolution where that reaches more; bytes are those of the triad
 * a = b + s c on arrays far beyond the caches (McCalpin's STREAM, which counts 12 for each element). Each is the best of
 * several rounds, since whatever else runs only makes it slower.
 */
public final class RooflineWorker {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 12;
    private static final int IN_CACHE = 4096;
    private static final int REPEATS = 25_000;
    private static final int CHAIN = 16;
    private static final int BEYOND_CACHE = 1 << 24;

    private RooflineWorker() {}

    /** Prints GFLOP/s and GB/s. */
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        double additions = 2e-9 * CHAIN * IN_CACHE * REPEATS * threads / best(threads, thread -> multiplyAdds());
        double bytes = 3e-9 * Float.BYTES * BEYOND_CACHE * threads / best(threads, thread -> triads());
        double flops = DoubleStream.of(additions, product(threads), convolution(threads))
                .max()
                .orElseThrow();
        System.out.printf(Locale.ROOT, "%f %f%n", flops, bytes);
    }

    private static double product(int threads) {
        return gigaflops(
                OperatorCase.of(
                        "product",
                        new Linear(1024),
                        OperatorCase.numbers(1024, 1024),
                        OperatorCase.numbers(1024, 1024),
                        OperatorCase.numbers(1024)),
                threads);
    }

    private static double convolution(int threads) {
        return gigaflops(
                OperatorCase.of(
                        "convolution",
                        Conv2d.square(64, 3, 1, 1),
                        OperatorCase.numbers(64, 64, 14, 14),
                        OperatorCase.numbers(64, 64, 3, 3)),
                threads);
    }

    private static double gigaflops(OperatorCase operator, int threads) {
        Graph graph = operator.forward();
        var feeds = operator.feeds(graph);
        try (FastExecutor executor = new FastExecutor(graph)) {
            double best = IntStream.range(0, 4 * ROUNDS)
                    .mapToDouble(round -> {
                        long begin = threads == 1 ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
                        executor.run(feeds);
                        return (threads == 1 ? THREADS.getCurrentThreadCpuTime() : System.nanoTime()) - begin;
                    })
                    .min()
                    .orElseThrow();
            return 2.0 * operator.macs() / best;
        }
    }

    private static double best(int threads, IntFunction<Runnable> work) {
        Runnable[] each = IntStream.range(0, threads).mapToObj(work).toArray(Runnable[]::new);
        return IntStream.range(0, ROUNDS)
                .mapToDouble(round -> seconds(each))
                .min()
                .orElseThrow();
    }

    /** Processor time of the slowest thread: while it waits for a processor it is not the processor that is slow. */
    private static double seconds(Runnable[] each) {
        return Arrays.stream(each)
                .map(work -> CompletableFuture.supplyAsync(() -> seconds(work), command -> new Thread(command).start()))
                .toList()
                .stream()
                .mapToDouble(CompletableFuture::join)
                .max()
                .orElseThrow();
    }

    private static double seconds(Runnable work) {
        long begin = THREADS.getCurrentThreadCpuTime();
        work.run();
        return (THREADS.getCurrentThreadCpuTime() - begin) * 1e-9;
    }

    private static Runnable multiplyAdds() {
        float[] numbers = new float[IN_CACHE];
        return () -> {
            for (int i = 0; i < REPEATS; i++) {
                chain(numbers, 0.5f, 0.25f);
            }
        };
    }

    /** The compiler turns the loop into vector instructions; the chains of neighbouring vectors overlap. */
    private static void chain(float[] numbers, float factor, float term) {
        for (int i = 0; i < numbers.length; i++) {
            float x = numbers[i];
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            x = Math.fma(x, factor, term);
            numbers[i] = x;
        }
    }

    private static Runnable triads() {
        float[] a = new float[BEYOND_CACHE];
        float[] b = new float[BEYOND_CACHE];
        float[] c = new float[BEYOND_CACHE];
        return () -> triad(a, b, c, 3);
    }

    private static void triad(float[] a, float[] b, float[] c, float factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] = b[i] + factor * c[i];
        }
    }
}
