package dev.espalier.compile.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An array of all numbers of generated Java, before it exists. */
final class Numbers {

    private static final int LINE = 16;

    /** Numbers beyond the last that kernels may read. */
    private static final int MARGIN = 2 * LINE;

    /**
     * What comes first begins here. Arrays have a head of 16 bytes; those that the collector gives a region of their own
     * then have their numbers at multiples of a cache line.
     */
    private static final int START = 12;

    private long end = START;

    /** Room for so many more. */
    int room(long count) {
        long place = end;
        end += (count + LINE - 1) / LINE * LINE;
        if (end + MARGIN > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("weights and working memory of a network as Java hold at most 2^31"
                    + " numbers; a C compiler has no such limit");
        }
        return (int) place;
    }

    float[] allocate() {
        return new float[(int) end + MARGIN];
    }

    /** Copies the bits of numbers. */
    static void put(byte[] bytes, float[] memory, int place) {
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(memory, place, bytes.length / Float.BYTES);
    }

    /** What generated code threw, which it declares nothing of. */
    static RuntimeException wrapped(Throwable failed) {
        if (failed instanceof Error error) {
            throw error;
        }
        return failed instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failed);
    }
}
