package dev.espalier.compile.runtime;

import java.nio.LongBuffer;
import java.util.List;
import java.util.function.LongBinaryOperator;

/** A kernel with what it works on. For one thread at a time. */
public final class KernelCall implements AutoCloseable {

    private static final int PART = 4;
    private static final int FIELDS = 7;

    private final LongBinaryOperator entry;
    private final int number;
    private final Memory pointers;
    private final Memory arguments;
    private final LongBuffer fields;
    /** Kept from being freed. */
    private final List<Memory> inputs;

    private final Memory output;
    private final Memory data;
    private final Memory scratch;

    KernelCall(LongBinaryOperator entry, int number, List<Memory> inputs, Memory output, Memory data, Memory scratch) {
        this.entry = entry;
        this.number = number;
        this.inputs = List.copyOf(inputs);
        this.output = output;
        this.data = data;
        this.scratch = scratch;
        this.pointers = Memory.ofBytes((long) inputs.size() * Long.BYTES);
        this.arguments = Memory.ofBytes(FIELDS * Long.BYTES);
        LongBuffer addresses = pointers.bytes().asLongBuffer();
        inputs.forEach(input -> addresses.put(input.address()));
        this.fields = arguments.bytes().asLongBuffer();
        fields.put(new long[] {pointers.address(), output.address(), data.address(), scratch.address(), 0, 1, 1});
    }

    /** Computes everything once. */
    public void run() {
        run(0, 1, 1);
    }

    /**
     * Computes a share.
     *
     * @param part which, from 0
     * @param parts how many there are
     * @param times how often
     */
    public void run(int part, int parts, int times) {
        if (part < 0 || part >= parts) {
            throw new IllegalArgumentException("part " + part + " of " + parts + " does not exist");
        }
        inputs.forEach(Memory::address);
        output.address();
        data.address();
        scratch.address();
        fields.put(PART, part).put(PART + 1, parts).put(PART + 2, times);
        entry.applyAsLong(number, arguments.address());
    }

    @Override
    public void close() {
        pointers.close();
        arguments.close();
    }
}
