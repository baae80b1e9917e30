package dev.espalier.compile.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/** Where threads wait for each other, again and again: first they spin, then leave the core to others, then sleep. */
final class Meeting {

    private static final long SPIN_NANOSECONDS = 20_000;
    private static final long YIELD_NANOSECONDS = 200_000;

    private final int parties;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int generation;
    private volatile Throwable failure;

    Meeting(int parties) {
        this.parties = parties;
    }

    /**
     * Returns when all are here.
     *
     * @throws IllegalStateException if one of them has failed, now or ever before
     */
    void await() {
        int mine = generation;
        if (parties > 1) {
            if (arrived.incrementAndGet() == parties) {
                arrived.set(0);
                release();
            } else if (!spin(mine)) {
                sleep(mine);
            }
        }
        if (failure != null) {
            throw new IllegalStateException("the network failed: " + failure, failure);
        }
    }

    /** Lets everybody know that one of them cannot go on. */
    void fail(Throwable reason) {
        failure = reason;
        release();
    }

    private synchronized void release() {
        generation++;
        notifyAll();
    }

    private boolean spin(int mine) {
        long begun = System.nanoTime();
        for (long now = begun; now - begun < YIELD_NANOSECONDS; now = System.nanoTime()) {
            for (int i = 0; i < 32; i++) {
                if (generation != mine || failure != null) {
                    return true;
                }
                Thread.onSpinWait();
            }
            if (now - begun > SPIN_NANOSECONDS) {
                Thread.yield();
            }
        }
        return false;
    }

    private void sleep(int mine) {
        boolean interrupted = false;
        synchronized (this) {
            while (generation == mine && failure == null) {
                try {
                    wait();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
