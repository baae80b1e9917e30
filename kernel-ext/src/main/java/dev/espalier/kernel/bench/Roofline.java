package dev.espalier.kernel.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What the processor can do at most (Williams, Waterman and Patterson 2009), as far as it can be measured: see
 * {@link RooflineWorker}.
 *
 * @param threads that computed at once
 * @param gigaflops of all threads together, single precision, two operations for a multiply-add
 * @param gigabytesPerSecond of all threads together, to and from memory
 */
record Roofline(int threads, double gigaflops, double gigabytesPerSecond) {

    private static final int HEAP_MB = 1024;
    private static final int NATIVE_MB = 1024;

    /** Measures in a process of its own, some seconds long. */
    static Roofline measure(int threads) throws IOException {
        Process process = JavaProcess.of(RooflineWorker.class, HEAP_MB, NATIVE_MB, threads, Integer.toString(threads))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String[] numbers;
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the process that measures the processor ended without a result");
            }
            numbers = line.split(" ");
        } finally {
            process.destroyForcibly();
        }
        return new Roofline(threads, Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
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
