package dev.espalier.compile.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory outside the Java heap that begins at a multiple of 64 bytes, full of zeros. Freed by {@link #close}, or some time
 * after it can no longer be reached.
 */
public final class Memory implements AutoCloseable {

    private static final int ALIGNMENT = 64;

    private final BytePointer block;
    private final long address;
    private final long size;

    private Memory(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("memory cannot have " + size + " bytes");
        }
        this.size = size;
        // Kernels may read up to a vector beyond the last number.
        this.block = new BytePointer(size + 2 * ALIGNMENT);
        Pointer.memset(block, 0, size + 2 * ALIGNMENT);
        this.address = (block.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** So many bytes. */
    public static Memory ofBytes(long size) {
        return new Memory(size);
    }

    /** Room for so many single-precision numbers. */
    public static Memory ofFloats(long count) {
        return new Memory(Math.multiplyExact(count, (long) Float.BYTES));
    }

    /** A copy of numbers. */
    public static Memory of(float... numbers) {
        Memory memory = ofFloats(numbers.length);
        memory.floats().put(numbers);
        return memory;
    }

    /** A copy of bytes. */
    public static Memory of(byte... bytes) {
        Memory memory = ofBytes(bytes.length);
        memory.bytes().put(bytes);
        return memory;
    }

    /** Where it begins. */
    public long address() {
        if (block.isNull()) {
            throw new IllegalStateException("this memory is freed");
        }
        return address;
    }

    /** Bytes of it. */
    public long size() {
        return size;
    }

    /** A view of all bytes, at most 2 GB, in the machine's order. Valid until {@link #close}. */
    public ByteBuffer bytes() {
        return bytes(0, Math.toIntExact(size));
    }

    /** A view of some bytes. Valid until {@link #close}. */
    public ByteBuffer bytes(long from, int length) {
        if (from < 0 || length < 0 || from + length > size) {
            throw new IndexOutOfBoundsException(length + " bytes from " + from + " are outside of " + size);
        }
        return new Part(address() + from, length).asBuffer().order(ByteOrder.nativeOrder());
    }

    /** A view of all as numbers, at most 2 GB. Valid until {@link #close}. */
    public FloatBuffer floats() {
        return bytes().asFloatBuffer();
    }

    /** A copy of all as numbers. */
    public float[] toArray() {
        float[] numbers = new float[Math.toIntExact(size / Float.BYTES)];
        floats().get(numbers);
        return numbers;
    }

    @Override
    public void close() {
        block.deallocate();
    }

    /** Some bytes of a block that somebody else owns. */
    private static final class Part extends BytePointer {

        Part(long start, int length) {
            super((Pointer) null);
            address = start;
            limit = length;
            capacity = length;
        }
    }
}
