package dev.espalier.kernel.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (or a polite kill) as a request: the JVM's shutdown waits until the work has stopped and saved, half a minute at
 * most. The exit code is then the JVM's, 130 for Ctrl-C.
 */
final class StopSignal implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Runnable stop;
    private final Thread hook = new Thread(this::askAndWait, "stop");
    private volatile boolean requested;

    /**
     * Listens until closed.
     *
     * @param stop asks the work to stop; called again each second until it has
     */
    StopSignal(Runnable stop) {
        this.stop = stop;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the user wants to stop. */
    boolean requested() {
        return requested;
    }

    private void askAndWait() {
        requested = true;
        try {
            for (int second = 0; second < PATIENCE_SECONDS; second++) {
                stop.run();
                if (saved.await(1, TimeUnit.SECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work is saved: let the JVM go. */
    @Override
    public void close() {
        saved.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyGoing) {
                // The hook has started meanwhile and finds the work saved.
            }
        }
    }
}
