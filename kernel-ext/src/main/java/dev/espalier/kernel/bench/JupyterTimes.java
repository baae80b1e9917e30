package dev.espalier.kernel.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/** What one start of a kernel gave. */
record JupyterTimes(Map<Task, Double> milliseconds, double residentMb) {

    /** What a kernel is timed at. */
    enum Task {
        FIRST_RESULT("start to first result"),
        ONE_AND_ONE("1+1"),
        PRINT("20,000 lines printed"),
        COMPLETE("completion"),
        INTERRUPT("interrupt of a loop");

        private final String shown;

        Task(String shown) {
            this.shown = shown;
        }

        @Override
        public String toString() {
            return shown;
        }
    }

    private static final int CELLS = 40;
    private static final int WARM_UP = 10;
    private static final int COMPLETIONS = 10;

    /** Something a kernel does. */
    @FunctionalInterface
    private interface Step {
        void run() throws PeerException, IOException, InterruptedException;
    }

    /** Starts a kernel, measures it and ends it. */
    static JupyterTimes of(JupyterKernel kernel, Path folder) throws PeerException, IOException, InterruptedException {
        long start = System.nanoTime();
        Map<Task, Double> times = new EnumMap<>(Task.class);
        try (JupyterClient client = JupyterClient.start(kernel.name(), kernel.command(), folder)) {
            require(kernel, client.execute("1+1"), "1+1");
            times.put(Task.FIRST_RESULT, (System.nanoTime() - start) / 1e6);
            double residentMb = client.residentMb();
            Step cell = () -> require(kernel, client.execute("1+1"), "1+1");
            repeat(WARM_UP, cell);
            times.put(Task.ONE_AND_ONE, repeat(CELLS, cell));
            times.put(
                    Task.COMPLETE,
                    repeat(
                            COMPLETIONS,
                            () -> require(kernel, client.completions(kernel.completing()) > 0, "a completion")));
            times.put(
                    Task.PRINT,
                    repeat(
                            1,
                            () -> require(
                                    kernel,
                                    client.printed(kernel.printing()) >= 5 * JupyterKernel.LINES,
                                    "all it printed")));
            if (kernel.interruptBy() != JupyterKernel.Interrupt.NEVER) {
                String running = client.executeEndless(kernel.endless());
                boolean bySignal = kernel.interruptBy() == JupyterKernel.Interrupt.SIGNAL;
                times.put(Task.INTERRUPT, repeat(1, () -> client.interrupt(running, bySignal)));
            }
            return new JupyterTimes(times, residentMb);
        }
    }

    /** The median time of a step. */
    private static double repeat(int times, Step step) throws PeerException, IOException, InterruptedException {
        double[] milliseconds = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            step.run();
            milliseconds[i] = (System.nanoTime() - start) / 1e6;
        }
        return Median.of(DoubleStream.of(milliseconds));
    }

    private static void require(JupyterKernel kernel, boolean given, String what) throws PeerException {
        if (!given) {
            throw new PeerException(kernel.name() + " did not give " + what, null);
        }
    }
}
