package dev.espalier.kernel.evaluate;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run of one cell: where it prints and whether it has been stopped. Threads a cell starts inherit it, so that what
 * they print later still reaches that cell, and stopping a later cell leaves them alone.
 */
final class Cell {

    private static final InheritableThreadLocal<Cell> OF_THREAD = new InheritableThreadLocal<>();

    /** Workers of the common pool serve whoever comes, whichever cell first woke them. */
    private static volatile Cell latest;

    /** Threads of stopped cells that still run; see {@link SnippetThread}. */
    static final AtomicInteger LEFT_BEHIND = new AtomicInteger();

    /**
     * Whether polling is worth a second look. Stays up until the next cell begins, which gives threads of a stopped
     * cell the time to see it, or as long as any of them is known to run.
     */
    static volatile boolean anyStopped;

    private volatile Output output;
    private final Input input;
    private final CellInput in = new CellInput(this);
    private final Thread thread;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final Map<Output.Channel, CharsetDecoder> decoders = new EnumMap<>(Output.Channel.class);
    private final Map<Output.Channel, ByteBuffer> leftovers = new EnumMap<>(Output.Channel.class);
    private final Map<Class<?>, Object> companions = new ConcurrentHashMap<>();
    private volatile boolean stopped;
    private Thread runner;
    private boolean shielded;
    private boolean ended;

    private Cell(Output output, Thread thread) {
        this.output = output;
        this.input = output.input();
        this.thread = thread;
        for (Output.Channel channel : Output.Channel.values()) {
            decoders.put(
                    channel,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE));
            leftovers.put(channel, ByteBuffer.allocate(0));
        }
    }

    /** What belongs to the session of this cell, one of each type. */
    Map<Class<?>, Object> companions() {
        return companions;
    }

    /** Starts a cell on the current thread. */
    static Cell begin(Output output) {
        Cell cell = new Cell(output, Thread.currentThread());
        anyStopped = LEFT_BEHIND.get() > 0;
        latest = cell;
        OF_THREAD.set(cell);
        return cell;
    }

    /** Ends it: the thread is nobody's again, and no late interrupt reaches it. */
    synchronized void end() {
        ended = true;
        OF_THREAD.remove();
        Thread.interrupted();
    }

    /** The cell the current thread works for, or null. */
    static Cell current() {
        if (Thread.currentThread() instanceof ForkJoinWorkerThread worker
                && worker.getPool() == ForkJoinPool.commonPool()) {
            return latest;
        }
        return OF_THREAD.get();
    }

    /** Asks the cell to stop; may come from any thread at any time. */
    synchronized void stop() {
        if (ended) {
            return;
        }
        stopped = true;
        anyStopped = true;
        stopping.complete(null);
        if (runner != null) {
            runner.interrupt();
        } else if (!shielded) {
            thread.interrupt();
        }
    }

    /** Done once the cell has been asked to stop. */
    CompletableFuture<Void> stopping() {
        return stopping;
    }

    /** Makes the current thread the one that a stop interrupts. */
    synchronized void enter() {
        OF_THREAD.set(this);
        runner = Thread.currentThread();
        if (stopped) {
            runner.interrupt();
        }
    }

    /** Ends what {@link #enter} began. */
    synchronized void leave() {
        if (runner == Thread.currentThread()) {
            runner = null;
        }
        OF_THREAD.remove();
        Thread.interrupted();
    }

    /** Nobody waits for the thread that has entered any more. */
    synchronized void abandon() {
        runner = null;
    }

    /** What the thread reads as standard input. */
    CellInput in() {
        return in;
    }

    /** Asks the user for a line; null at the end of the input. See {@link Input#line}. */
    String ask(String prompt, boolean hidden) {
        try {
            return input.line(prompt, hidden);
        } catch (InterruptedException e) {
            if (stopped) {
                throw new StopCheck.Stopped();
            }
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for input", e);
        }
    }

    /** Sends what is printed from now on somewhere else; returns where it went before. */
    synchronized Output redirect(Output other) {
        Output before = output;
        output = other;
        return before;
    }

    Output output() {
        return output;
    }

    boolean stopped() {
        return stopped;
    }

    /**
     * Keeps {@link Thread#interrupt} away from the compiler: an interrupted read closes the jar file it reads, and no
     * later snippet would compile. A stop that comes meanwhile is delivered when the shield goes.
     */
    synchronized void shield(boolean up) {
        shielded = up;
        if (up) {
            Thread.interrupted();
        } else if (stopped) {
            thread.interrupt();
        }
    }

    static void stopHere() {
        Cell cell = current();
        if (cell != null && cell.stopped) {
            throw new StopCheck.Stopped();
        }
    }

    /** Prints bytes of UTF-8; a character cut in two waits for its rest. */
    synchronized void print(Output.Channel channel, byte[] bytes, int offset, int length) {
        ByteBuffer held = leftovers.get(channel);
        ByteBuffer in = ByteBuffer.allocate(held.remaining() + length);
        in.put(held).put(bytes, offset, length).flip();
        CharBuffer text = CharBuffer.allocate(in.remaining() + 1);
        decoders.get(channel).decode(in, text, false);
        leftovers.put(channel, ByteBuffer.allocate(in.remaining()).put(in).flip());
        if (text.flip().hasRemaining()) {
            output.print(channel, text.toString());
        }
    }
}
