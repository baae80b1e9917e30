package dev.espalier.kernel.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * A worker's side of the conversation: says {@code ready WHAT}, then for each {@code run N} makes N steps and says
 * {@code done} with a {@link Measurement}. Ends with its input, so it does not outlive the bench.
 */
final class WorkerLoop {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private WorkerLoop() {}

    static void serve(Steps steps, BufferedReader in, PrintStream out) throws IOException {
        serve(steps, in, out, WorkerLoop::processorTime);
    }

    /**
     * The same with another clock.
     *
     * @param processorTime in nanoseconds; that of a process ticks in steps of 10 ms
     */
    static void serve(Steps steps, BufferedReader in, PrintStream out, LongSupplier processorTime) throws IOException {
        out.println("ready " + steps.description());
        out.flush();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int count = Integer.parseInt(line.substring("run ".length()));
            out.println("done " + measure(steps, count, processorTime).line());
            out.flush();
        }
    }

    /** Makes some steps and tells what they took of this process. */
    static Measurement measure(Steps steps, int count) throws IOException {
        return measure(steps, count, WorkerLoop::processorTime);
    }

    private static Measurement measure(Steps steps, int count, LongSupplier processorTime) throws IOException {
        long cpu = processorTime.getAsLong();
        long wall = System.nanoTime();
        double loss = steps.run(count);
        double wallSeconds = (System.nanoTime() - wall) * 1e-9;
        double cpuSeconds = (processorTime.getAsLong() - cpu) * 1e-9;
        return new Measurement(count, wallSeconds, cpuSeconds, memory("VmRSS"), memory("VmHWM"), loss);
    }

    /** Nanoseconds of all threads of this process. */
    static long processorTime() {
        return SYSTEM.getProcessCpuTime();
    }

    /** A number of kB from the process's status; 0 where the system has none. */
    private static long memory(String what) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(what + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
