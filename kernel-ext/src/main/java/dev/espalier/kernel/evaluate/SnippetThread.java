package dev.espalier.kernel.evaluate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The thread snippets run on, with a deep stack. When a cell is stopped, stop checks and {@link Thread#interrupt} end
 * nearly everything; a read from a socket, a monitor another thread holds, or a long native call they do not. Such a
 * thread is left behind: it ends at its next stop check, and later snippets get another one.
 */
final class SnippetThread implements AutoCloseable {

    /** What a snippet may throw, as it runs. */
    @FunctionalInterface
    interface Snippet {
        Object run() throws Throwable;
    }

    /** The thread did not end in time after its cell was stopped. */
    static final class LeftBehind extends Exception {
        LeftBehind() {
            super("left behind", null, false, false);
        }
    }

    private static final long STACK_BYTES = 16L << 20;

    /** How long a stopped snippet may take to end. */
    private static final long GRACE_MILLIS = 100;

    /** The same where the library works: it ends after the step it is at, and what it has finished is kept. */
    private static final long LIBRARY_GRACE_MILLIS = 5000;

    private ExecutorService thread = newThread();

    private static ExecutorService newThread() {
        return Executors.newSingleThreadExecutor(work -> {
            Thread snippets = new Thread(null, work, "snippets", STACK_BYTES);
            snippets.setDaemon(true);
            return snippets;
        });
    }

    /**
     * Runs a snippet and waits for it. Not to be interrupted: {@link Cell#stop} reaches the snippet itself.
     *
     * @throws LeftBehind where it was stopped and goes on all the same
     * @throws Throwable what the snippet throws
     */
    Object run(Cell cell, Snippet snippet) throws Throwable {
        Run run = new Run(cell, snippet);
        thread.execute(run);
        CompletableFuture.anyOf(run.done, cell.stopping()).join();
        if (!run.endsWithin(GRACE_MILLIS) && !(run.inLibrary() && run.endsWithin(LIBRARY_GRACE_MILLIS))) {
            if (run.leave()) {
                thread.shutdown();
                thread = newThread();
                throw new LeftBehind();
            }
        }
        Outcome outcome = run.done.join();
        if (outcome.thrown() != null) {
            throw outcome.thrown();
        }
        return outcome.value();
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    private record Outcome(Object value, Throwable thrown) {}

    private static final class Run implements Runnable {

        private final Cell cell;
        private final Snippet snippet;
        private final CompletableFuture<Outcome> done = new CompletableFuture<>();
        private volatile Thread runner;

        Run(Cell cell, Snippet snippet) {
            this.cell = cell;
            this.snippet = snippet;
        }

        @Override
        public void run() {
            runner = Thread.currentThread();
            Outcome outcome;
            cell.enter();
            try {
                outcome = new Outcome(snippet.run(), null);
            } catch (Throwable thrown) {
                outcome = new Outcome(null, thrown);
            } finally {
                cell.leave();
            }
            if (!done.complete(outcome)) {
                Cell.LEFT_BEHIND.decrementAndGet();
            }
        }

        boolean endsWithin(long millis) {
            try {
                done.get(millis, TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (Exception e) {
                throw new IllegalStateException("the thread that waits for a snippet was interrupted", e);
            }
        }

        /** Whether a job of the library is under way, which looks between its steps whether it is to stop. */
        boolean inLibrary() {
            Thread thread = runner;
            return thread != null
                    && Stream.of(thread.getStackTrace())
                            .map(StackTraceElement::getClassName)
                            .anyMatch(name ->
                                    name.startsWith("dev.espalier.") && !name.startsWith("dev.espalier.kernel."));
        }

        /** Gives up waiting; false where it has just ended after all. */
        boolean leave() {
            Cell.LEFT_BEHIND.incrementAndGet();
            if (done.complete(null)) {
                cell.abandon();
                return true;
            }
            Cell.LEFT_BEHIND.decrementAndGet();
            return false;
        }
    }
}
