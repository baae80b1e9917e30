package dev.espalier.compile.runtime;

import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/**
 * The threads of a network besides the caller's. They are Java's, so that no thread library is needed in C, but live in
 * native code: between runs they spin for some 20 microseconds and then sleep there. Where native code cannot make them
 * sleep they come back and sleep here.
 */
final class Crew implements AutoCloseable {

    /** The first thread's share of a run. */
    static final int FINISH = 0;

    private static final int BEGIN = -1;
    private static final int DISMISS = -2;

    private final LongBinaryOperator entry;
    private final long context;
    private final boolean sleeps;
    private final List<Thread> threads;
    private final Object gate = new Object();
    /** Runs begun; guarded by the gate. */
    private long begun;

    Crew(LongBinaryOperator entry, long context, int size, boolean sleeps) {
        this.entry = entry;
        this.context = context;
        this.sleeps = sleeps;
        this.threads = IntStream.rangeClosed(1, size)
                .mapToObj(part -> {
                    Thread thread = new Thread(() -> work(part), "espalier-network-" + part);
                    thread.setDaemon(true);
                    return thread;
                })
                .toList();
        threads.forEach(Thread::start);
    }

    /** Lets the threads begin a run. */
    void begin() {
        if (!threads.isEmpty()) {
            tell(BEGIN);
        }
    }

    /** Ends the threads, and waits until they have. */
    @Override
    public void close() {
        if (threads.isEmpty()) {
            return;
        }
        tell(DISMISS);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** First in native memory, then at the gate: whoever passes the gate finds the change. */
    private void tell(int what) {
        entry.applyAsLong(what, context);
        if (!sleeps) {
            synchronized (gate) {
                begun++;
                gate.notifyAll();
            }
        }
    }

    private void work(int part) {
        long seen = count();
        while (entry.applyAsLong(part, context) != 0) {
            awaitMoreThan(seen);
            seen = count();
        }
    }

    private long count() {
        synchronized (gate) {
            return begun;
        }
    }

    private void awaitMoreThan(long seen) {
        synchronized (gate) {
            while (begun <= seen) {
                try {
                    gate.wait();
                } catch (InterruptedException notHeededHere) {
                    // Only close ends these threads.
                }
            }
        }
    }
}
