package dev.espalier.compile.runtime;

import dev.espalier.compile.translate.JavaClass;
import dev.espalier.progress.Cancellation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** A generated network as Java. */
final class JavaNetwork implements Network {

    private static final MethodType NETWORK = MethodType.methodType(
            void.class,
            float[].class,
            int.class,
            int.class,
            int.class,
            int[].class,
            int[].class,
            Runnable.class,
            long[].class,
            int.class,
            int.class);

    /** The largest kernels take the virtual machine about a second. */
    private static final double QUIET_SECONDS = 1.5;

    private static final double MOST_SECONDS = 60;

    private final MethodHandle function;
    private final NetworkNeeds needs;
    private final int threads;
    private final int arena;
    private final int scratch;
    private final int weights;
    private final int[] inputs;
    private final int[] outputs;
    private final float[] memory;
    private final Meeting meeting;
    private final Runnable barrier;
    private final List<Thread> others = new ArrayList<>();
    private volatile boolean closed;
    /** Where the first thread notes when calls begin; usually nowhere. */
    private volatile long[] marks;

    JavaNetwork(JavaClass code, List<byte[]> pieces, NetworkNeeds needs, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a network runs on 1 thread or more, not on " + threads);
        }
        this.function = code.function("network", NETWORK);
        this.needs = needs;
        this.threads = threads;
        Numbers numbers = new Numbers();
        this.arena = numbers.room(needs.arena());
        this.scratch = numbers.room(needs.scratch() * threads);
        this.inputs = needs.inputs().stream().mapToInt(numbers::room).toArray();
        this.outputs = needs.outputs().stream().mapToInt(numbers::room).toArray();
        this.weights =
                numbers.room(pieces.stream().mapToLong(piece -> piece.length).sum() / Float.BYTES);
        this.memory = numbers.allocate();
        int place = weights;
        for (byte[] piece : pieces) {
            Numbers.put(piece, memory, place);
            place += piece.length / Float.BYTES;
        }
        this.meeting = new Meeting(threads);
        this.barrier = threads == 1 ? () -> {} : meeting::await;
        for (int part = 1; part < threads; part++) {
            int number = part;
            Thread thread = new Thread(() -> work(number), "espalier-network-" + part);
            thread.setDaemon(true);
            others.add(thread);
            thread.start();
        }
    }

    private void work(int part) {
        try {
            for (meeting.await(); !closed; meeting.await()) {
                compute(part);
                meeting.await();
            }
        } catch (RuntimeException | Error failed) {
            meeting.fail(failed);
        }
    }

    private void compute(int part) {
        try {
            function.invokeExact(memory, arena, weights, scratch, inputs, outputs, barrier, marks, part, threads);
        } catch (Throwable failed) {
            throw Numbers.wrapped(failed);
        }
    }

    @Override
    public FloatBuffer input(int number) {
        return FloatBuffer.wrap(
                        memory, inputs[number], Math.toIntExact(needs.inputs().get(number)))
                .slice();
    }

    @Override
    public FloatBuffer output(int number) {
        return FloatBuffer.wrap(
                        memory, outputs[number], Math.toIntExact(needs.outputs().get(number)))
                .slice();
    }

    @Override
    public synchronized void run() {
        if (closed) {
            throw new IllegalStateException("this network is closed");
        }
        meeting.await();
        try {
            compute(0);
        } catch (RuntimeException | Error failed) {
            meeting.fail(failed);
            throw failed;
        }
        meeting.await();
    }

    @Override
    public synchronized void warmUp() {
        WarmUp.settle(this::run, QUIET_SECONDS, MOST_SECONDS);
    }

    @Override
    public Marked marked(String source, int calls, Cancellation cancellation) {
        warmUp();
        return new Marked() {
            @Override
            public long[] run() {
                return runMarked(calls);
            }

            @Override
            public void close() {
                // It is the network itself.
            }
        };
    }

    private synchronized long[] runMarked(int calls) {
        long[] noted = new long[calls + 1];
        marks = noted;
        try {
            run();
        } finally {
            marks = null;
        }
        return noted;
    }

    @Override
    public long workingBytes() {
        return (needs.arena() + needs.scratch() * threads) * Float.BYTES;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            meeting.await();
        } catch (IllegalStateException failedBefore) {
            // Then the others have ended by themselves.
        }
    }
}
