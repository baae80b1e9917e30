package dev.espalier.engine.fast;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Refuses to take more memory than the machine has left, before the system starts to kill processes. */
final class MemoryLimit {

    /** What the rest of the machine keeps. */
    private static final long RESERVE = 256L << 20;

    private MemoryLimit() {}

    /**
     * Passes if so much memory is free.
     *
     * @throws IllegalStateException if not; says how much is needed, how much there is, and a batch that would fit
     */
    static void check(long bytes, int batch) {
        check(bytes, batch, available() - RESERVE);
    }

    static void check(long bytes, int batch, long free) {
        if (bytes > free) {
            long fitting = Math.max(0, (long) ((double) free / bytes * batch));
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "a batch of %d needs %.1f GB of memory, and %.1f GB are free; %s",
                    batch,
                    bytes / 1e9,
                    Math.max(0, free) / 1e9,
                    fitting > 0 ? "a batch of " + fitting + " fits" : "free some memory"));
        }
    }

    /** Free memory as the system sees it; unlimited where it does not say. */
    private static long available() {
        // A stream, not a channel: a channel refuses to read for an interrupted thread.
        try (BufferedReader lines = new BufferedReader(new FileReader("/proc/meminfo", StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException notLinux) {
            return Long.MAX_VALUE;
        }
    }
}
