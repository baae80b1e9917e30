package dev.espalier.compile.runtime;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** Runs generated Java until the virtual machine has compiled it. */
final class WarmUp {

    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    /** What is at least this much faster is not done getting faster. */
    private static final double FASTER = 0.97;

    private static final double NANOSECONDS = 1e9;

    private WarmUp() {}

    /**
     * Returns when for a while nothing was compiled and runs got no faster, or when that takes too long.
     *
     * @param quietSeconds the while
     * @param mostSeconds what is too long
     */
    static void settle(Runnable run, double quietSeconds, double mostSeconds) {
        long begun = System.nanoTime();
        long changed = begun;
        double best = Double.POSITIVE_INFINITY;
        long compiled = -1;
        long now = begun;
        while (now - changed < quietSeconds * NANOSECONDS && now - begun < mostSeconds * NANOSECONDS) {
            long before = now;
            run.run();
            now = System.nanoTime();
            long spent = compiled();
            if (now - before < FASTER * best || spent != compiled) {
                best = Math.min(best, now - before);
                compiled = spent;
                changed = now;
            }
        }
    }

    /** Milliseconds the virtual machine spent on compiling so far. */
    private static long compiled() {
        return COMPILER != null && COMPILER.isCompilationTimeMonitoringSupported()
                ? COMPILER.getTotalCompilationTime()
                : 0;
    }
}
