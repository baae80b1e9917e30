package dev.espalier.kernel.notebook;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.session.CellResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs cells that may take only so long. One that takes longer is interrupted and fails; one that does not heed that, as
 * native code may not, ends the process.
 */
public final class CellLimit implements CellExecutor, AutoCloseable {

    /** What a cell is called that was stopped for this reason. */
    public static final String TIMEOUT = "CellTimeout";

    /** How often a cell is asked to stop, once a second, before it is given up. */
    private static final int PATIENCE = 20;

    private final CellExecutor executor;
    private final Duration limit;
    private final Runnable interrupt;
    private final Runnable giveUp;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "cell-limit");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param interrupt asks the running cell to stop
     * @param giveUp ends the process: the cell cannot be stopped
     */
    public CellLimit(CellExecutor executor, Duration limit, Runnable interrupt, Runnable giveUp) {
        this.executor = executor;
        this.limit = limit;
        this.interrupt = interrupt;
        this.giveUp = giveUp;
    }

    @Override
    public CellResult run(String source, Output output) {
        AtomicBoolean late = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        ScheduledFuture<?> alarm = clock.scheduleWithFixedDelay(
                () -> {
                    late.set(true);
                    interrupt.run();
                    if (asked.incrementAndGet() > PATIENCE) {
                        giveUp.run();
                    }
                },
                limit.toMillis(),
                1000,
                TimeUnit.MILLISECONDS);
        try {
            CellResult result = executor.run(source, output);
            boolean ended = result instanceof CellResult.Done || result instanceof CellResult.Value;
            return late.get() && !ended ? timedOut() : result;
        } finally {
            alarm.cancel(false);
        }
    }

    private CellResult timedOut() {
        double seconds = limit.toMillis() / 1000.0;
        String message = "the cell was stopped after its limit of "
                + (seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : String.valueOf(seconds)) + " s";
        return new CellResult.Failure(TIMEOUT, message, List.of(TIMEOUT + ": " + message));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
