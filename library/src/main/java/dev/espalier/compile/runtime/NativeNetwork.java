package dev.espalier.compile.runtime;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * A generated network with its memory and threads. Runs one at a time; callers from several threads wait for each other.
 * The threads other than the caller's sleep between runs and end with {@link #close}.
 */
public final class NativeNetwork implements AutoCloseable {

    private static final int LINE = 64;
    /** Of {@code struct espalier_team}: four lines, and two for the places of threads. */
    private static final int TEAM_BYTES = 6 * LINE;

    /** Where the function is in it that lets another thread have the core. */
    private static final int YIELD = 8;

    private static final int RUN_FIELDS = 6;

    private final LongBinaryOperator entry;
    private final NetworkNeeds needs;
    private final int threads;
    private final Memory weights;
    private final Memory arena;
    private final Memory scratch;
    private final Memory team;
    private final Memory pointers;
    private final Memory run;
    /** The address of the run, then a line for each thread, in which it counts the runs that it has begun. */
    private final Memory context;

    private final LongBuffer addresses;
    private final Crew crew;
    private boolean closed;

    NativeNetwork(LongBinaryOperator entry, boolean sleeps, Memory weights, NetworkNeeds needs, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a network runs on 1 thread or more, not on " + threads);
        }
        this.entry = entry;
        this.needs = needs;
        this.threads = threads;
        this.weights = weights;
        this.arena = Memory.ofFloats(needs.arena());
        this.scratch = Memory.ofFloats(Math.multiplyExact(needs.scratch(), (long) threads));
        this.team = Memory.ofBytes(TEAM_BYTES);
        this.pointers =
                Memory.ofBytes((long) (needs.inputs().size() + needs.outputs().size()) * Long.BYTES);
        this.run = Memory.ofBytes(RUN_FIELDS * Long.BYTES);
        this.context = Memory.ofBytes((long) (threads + 1) * LINE);
        this.addresses = pointers.bytes().asLongBuffer();
        team.bytes().putInt(0, threads).putLong(YIELD, sleeps ? 0 : yieldAddress());
        run.bytes().asLongBuffer().put(new long[] {
            arena.address(),
            weights.address(),
            pointers.address(),
            pointers.address() + (long) needs.inputs().size() * Long.BYTES,
            scratch.address(),
            team.address()
        });
        context.bytes().putLong(0, run.address());
        this.crew = new Crew(entry, context.address(), threads - 1, sleeps);
    }

    /** The system's function that lets another thread have the core; 0 if it has none by these names. */
    private static long yieldAddress() {
        Pointer function = Loader.addressof("sched_yield");
        if (function == null) {
            function = Loader.addressof("SwitchToThread");
        }
        return function == null ? 0 : function.address();
    }

    /** Threads that compute side by side. */
    public int threads() {
        return threads;
    }

    /** What memory it works with. */
    public NetworkNeeds needs() {
        return needs;
    }

    /** Bytes of working memory, all threads together. */
    public long workingBytes() {
        return arena.size() + scratch.size();
    }

    /**
     * Computes the outputs.
     *
     * @param inputs as many numbers as {@link #needs} says
     * @param outputs where the results go
     */
    public void run(List<Memory> inputs, List<Memory> outputs) {
        check("input", inputs, needs.inputs());
        check("output", outputs, needs.outputs());
        long[] places = new long[inputs.size() + outputs.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = (i < inputs.size() ? inputs.get(i) : outputs.get(i - inputs.size())).address();
        }
        run(places);
    }

    /**
     * The same, by addresses, which must be those of enough numbers.
     *
     * @param places of the inputs, then of the outputs
     */
    public synchronized void run(long... places) {
        if (closed) {
            throw new IllegalStateException("this network is closed");
        }
        if (places.length != addresses.capacity()) {
            throw new IllegalArgumentException(
                    "the network has " + needs.inputs().size() + " inputs and "
                            + needs.outputs().size() + " outputs, but got " + places.length + " addresses");
        }
        for (int i = 0; i < places.length; i++) {
            addresses.put(i, places[i]);
        }
        crew.begin();
        entry.applyAsLong(Crew.FINISH, context.address());
    }

    private static void check(String kind, List<Memory> given, List<Long> sizes) {
        if (given.size() != sizes.size()) {
            throw new IllegalArgumentException(
                    "the network has " + sizes.size() + " " + kind + "s, but got " + given.size());
        }
        for (int i = 0; i < sizes.size(); i++) {
            if (given.get(i).size() != sizes.get(i) * Float.BYTES) {
                throw new IllegalArgumentException(kind + " " + i + " has " + sizes.get(i) + " numbers, but got "
                        + given.get(i).size() / Float.BYTES);
            }
        }
    }

    /** Ends the threads and frees the memory; waits for a run that is under way. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        crew.close();
        new ArrayList<>(List.of(arena, scratch, team, pointers, run, context)).forEach(Memory::close);
    }
}
