package dev.espalier.compile.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that generated code reads, being put together. Little endian; every piece begins at a multiple of 64. */
public final class Data {

    /** Bytes of a cache line and of the widest vector. */
    public static final int ALIGNMENT = 64;

    private byte[] bytes = new byte[ALIGNMENT];
    private int used;

    /**
     * Appends numbers.
     *
     * @return where they begin, in bytes
     */
    public int floats(float... numbers) {
        int start = room((long) numbers.length * Float.BYTES);
        ByteBuffer.wrap(bytes, start, numbers.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(numbers);
        return start;
    }

    /**
     * Appends whole numbers of 32 bits.
     *
     * @return where they begin, in bytes
     */
    public int ints(int... numbers) {
        int start = room((long) numbers.length * Integer.BYTES);
        ByteBuffer.wrap(bytes, start, numbers.length * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .put(numbers);
        return start;
    }

    /**
     * Appends numbers of double precision.
     *
     * @return where they begin, in bytes
     */
    public int doubles(double... numbers) {
        int start = room((long) numbers.length * Double.BYTES);
        ByteBuffer.wrap(bytes, start, numbers.length * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .put(numbers);
        return start;
    }

    /**
     * Appends bytes.
     *
     * @return where they begin, in bytes
     */
    public int bytes(byte... more) {
        int start = room(more.length);
        System.arraycopy(more, 0, bytes, start, more.length);
        return start;
    }

    /** Overwrites a whole number of 32 bits, such as a place that was not known before. */
    public void set(int place, int number) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(place, number);
    }

    /** How many bytes there are, a multiple of the alignment. */
    public int size() {
        return used;
    }

    /** What was put together so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, used);
    }

    private int room(long length) {
        int start = used;
        long end = (start + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (end > Integer.MAX_VALUE - ALIGNMENT) {
            throw new IllegalArgumentException(
                    "the weights of one layer take " + end + " bytes; at most 2 GB are possible");
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(
                    bytes, (int) Math.min(Integer.MAX_VALUE - ALIGNMENT, Math.max(end, bytes.length * 2L)));
        }
        used = (int) end;
        return start;
    }
}
