package dev.espalier.kernel.tool;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.function.Supplier;

/** What a piece of work costs, from its making on. */
final class Stopwatch {

    private static final com.sun.management.OperatingSystemMXBean PROCESS = process();
    private static final com.sun.management.ThreadMXBean THREADS =
            ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads ? threads : null;

    private final Supplier<Duration> compileTime;
    private final Duration compiledBefore;
    private final long cpuBefore = cpu();
    private final long allocatedBefore = allocated();
    private final long start = System.nanoTime();

    /** @param compileTime the time spent on compiling so far, which is told apart */
    Stopwatch(Supplier<Duration> compileTime) {
        this.compileTime = compileTime;
        this.compiledBefore = compileTime.get();
    }

    /** {@code wall time: 1.2 s, CPU time: 2.3 s, allocated: 12 MB, compiled in 21 ms}. */
    String read() {
        double wall = System.nanoTime() - start;
        double compiling = compileTime.get().minus(compiledBefore).toNanos();
        StringJoiner text = new StringJoiner(", ");
        text.add("wall time: " + Amounts.time(Math.max(0, wall - compiling) / 1e9));
        if (cpuBefore >= 0) {
            text.add("CPU time of all threads: " + Amounts.time((cpu() - cpuBefore) / 1e9));
        }
        if (allocatedBefore >= 0) {
            text.add("allocated: " + Amounts.bytes(allocated() - allocatedBefore));
        }
        if (compiling >= 1e6) {
            text.add("before that compiled in " + Amounts.time(compiling / 1e9));
        }
        return text.toString();
    }

    /** CPU time of this process in nanoseconds, or -1 where it cannot be had. */
    private static long cpu() {
        return PROCESS == null ? -1 : PROCESS.getProcessCpuTime();
    }

    /** Bytes of Java objects this thread has made, or -1 where it cannot be had. */
    private static long allocated() {
        return THREADS == null || !THREADS.isThreadAllocatedMemoryEnabled()
                ? -1
                : THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static com.sun.management.OperatingSystemMXBean process() {
        OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
        return bean instanceof com.sun.management.OperatingSystemMXBean own ? own : null;
    }
}
