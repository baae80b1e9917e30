package dev.espalier.kernel.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What the processor can do at most (Williams, Waterman and Patterson 2009), measured here: multiply-adds on numbers in
 * registers, and the triad a = b + s c on arrays far beyond the caches (McCalpin's STREAM, which counts 12 bytes).
 *
 * @param threads that computed at once
 * @param gigaflops of all threads together, single precision, two operations for a multiply-add
 * @param gigabytesPerSecond of all threads together, to and from memory
 */
record Roofline(int threads, double gigaflops, double gigabytesPerSecond) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 12;
    private static final int IN_CACHE = 2048;
    private static final int REPEATS = 100_000;
    private static final int CHAIN = 16;
    private static final int BEYOND_CACHE = 1 << 24;

    /** Measures, a few seconds long. The best of several rounds: whatever else runs only makes it slower. */
    static Roofline measure(int threads) {
        double flops = 2.0 * CHAIN * IN_CACHE * REPEATS * threads;
        double bytes = 3.0 * Float.BYTES * BEYOND_CACHE * threads;
        return new Roofline(
                threads,
                1e-9 * flops / best(threads, thread -> multiplyAdds()),
                1e-9 * bytes / best(threads, thread -> triads()));
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

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d thread%s: %.0f GFLOP/s, %.1f GB/s, so what does fewer than %.1f operations on a byte waits for memory",
                threads,
                threads == 1 ? "" : "s",
                gigaflops,
                gigabytesPerSecond,
                gigaflops / gigabytesPerSecond);
    }
}
