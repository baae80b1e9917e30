package dev.espalier.kernel.protocol;

import dev.espalier.kernel.session.Session;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The session and the thread its cells run on: one of their own, because what runs there may be interrupted at any time,
 * and with a deep stack.
 */
final class CellThread implements AutoCloseable {

    private static final long STACK_BYTES = 16L << 20;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread cells = new Thread(null, work, "cells", STACK_BYTES);
        cells.setDaemon(true);
        return cells;
    });
    private final CompletableFuture<Session> session;

    /** Opens the session in the background. */
    CellThread(Supplier<Session> opening) {
        session = CompletableFuture.supplyAsync(opening, thread);
    }

    /** The session, once it is open. */
    Session session() throws Exception {
        return await(session::get);
    }

    /** Does something with the session, and waits until it is done. */
    <T> T run(Function<Session, T> work) throws Exception {
        Session open = session();
        return await(thread.submit(() -> work.apply(open))::get);
    }

    private static <T> T await(Callable<T> result) throws Exception {
        try {
            return result.call();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Stops the cell that is running, if any; from any thread. */
    void interrupt() {
        if (session.isDone() && !session.isCompletedExceptionally()) {
            session.join().interrupt();
        }
    }

    /** Stops the cell that is running and ends the session; one that is about to open ends when it is open. */
    @Override
    public void close() {
        interrupt();
        thread.shutdown();
        session.thenAccept(Session::close);
    }
}
