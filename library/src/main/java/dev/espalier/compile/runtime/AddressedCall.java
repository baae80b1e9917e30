package dev.espalier.compile.runtime;

import java.nio.LongBuffer;
import java.util.function.LongBinaryOperator;

/** A kernel that works on memory whose addresses are given with each call. For one thread at a time. */
public final class AddressedCall implements AutoCloseable {

    private static final int OUTPUT = 1;
    private static final int PART = 4;
    private static final int FIELDS = 7;

    private final LongBinaryOperator entry;
    private final int number;
    private final Memory data;
    private final Memory pointers;
    private final Memory arguments;
    private final LongBuffer addresses;
    private final LongBuffer fields;

    AddressedCall(LongBinaryOperator entry, int number, int inputs, Memory data) {
        this.entry = entry;
        this.number = number;
        this.data = data;
        this.pointers = Memory.ofBytes((long) inputs * Long.BYTES);
        this.arguments = Memory.ofBytes(FIELDS * Long.BYTES);
        this.addresses = pointers.bytes().asLongBuffer();
        this.fields = arguments.bytes().asLongBuffer();
        fields.put(new long[] {pointers.address(), 0, data.address(), 0, 0, 1, 1});
    }

    /**
     * Computes a share, once.
     *
     * @param part which, from 0
     * @param parts how many there are
     * @param output where it writes
     * @param inputs where it reads; all of this memory must stay until it is done
     */
    public void run(int part, int parts, long output, long... inputs) {
        data.address();
        for (int i = 0; i < inputs.length; i++) {
            addresses.put(i, inputs[i]);
        }
        fields.put(OUTPUT, output).put(PART, part).put(PART + 1, parts);
        entry.applyAsLong(number, arguments.address());
    }

    @Override
    public void close() {
        pointers.close();
        arguments.close();
    }
}
