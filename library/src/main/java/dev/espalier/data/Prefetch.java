package dev.espalier.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The batches of a pass, prepared on a thread of its own while the network works on those before: the same ones in the
 * same order, at most {@value #AHEAD} waiting.
 *
 * <pre>{@code
 * try (Prefetch pass = Prefetch.of(batches.epoch(0))) {
 *     while (pass.hasNext()) {
 *         try (Batch batch = pass.next()) { ... }
 *     }
 * }
 * }</pre>
 *
 * <p>Closing ends the thread and frees the batches nobody took. Not for use by several threads at a time.
 */
public final class Prefetch implements Iterator<Batch>, AutoCloseable {

    private static final int AHEAD = 2;
    private static final Item END = new Item(null, null);

    private final BlockingQueue<Item> ready = new ArrayBlockingQueue<>(AHEAD);
    private final Thread worker;
    private Item head;

    /** A batch, or why there is none. */
    private record Item(Batch batch, Throwable failure) {}

    private Prefetch(Iterable<Batch> source) {
        worker = new Thread(() -> prepare(source), "espalier-prefetch");
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * Starts to prepare.
     *
     * @param source asked for one iterator, which the thread of the prefetch alone uses
     */
    public static Prefetch of(Iterable<Batch> source) {
        return new Prefetch(source);
    }

    private void prepare(Iterable<Batch> source) {
        try {
            try {
                for (Batch batch : source) {
                    hand(batch);
                }
                ready.put(END);
            } catch (RuntimeException | Error failed) {
                ready.put(new Item(null, failed));
            }
        } catch (InterruptedException closed) {
            // Nobody waits any more.
        }
    }

    private void hand(Batch batch) throws InterruptedException {
        try {
            ready.put(new Item(batch, null));
        } catch (InterruptedException closed) {
            batch.close();
            throw closed;
        }
    }

    /** Whether the pass has another batch; waits for it. What preparing it threw is thrown here. */
    @Override
    public boolean hasNext() {
        if (head == null) {
            head = take();
        }
        if (head.failure() instanceof RuntimeException failure) {
            throw failure;
        }
        if (head.failure() instanceof Error error) {
            throw error;
        }
        return head != END;
    }

    /** The next batch, which belongs to the caller. */
    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the pass has no more batches");
        }
        Batch batch = head.batch();
        head = null;
        return batch;
    }

    /** An interrupt must not lose a batch: who is asked to stop learns it from the thread's flag, as without a prefetch. */
    private Item take() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return ready.take();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        worker.interrupt();
        join();
        if (head != null && head.batch() != null) {
            head.batch().close();
        }
        head = END;
        for (Item left = ready.poll(); left != null; left = ready.poll()) {
            if (left.batch() != null) {
                left.batch().close();
            }
        }
    }

    private void join() {
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
