package dev.espalier.onnx;

import dev.espalier.model.op.Value;
import java.util.Arrays;

/**
 * What reading a file may cost, so that no small file fills the memory or keeps the machine busy. All limits on sizes are
 * here; each use is charged before memory is asked for.
 */
final class Budget {

    /** As many axes as arrays of ND4J have. */
    static final int MOST_AXES = 32;

    static final int LONGEST_NAME = 1024;

    /** No value of a graph may hold more numbers: a gigabyte. */
    private static final long LARGEST_VALUE = 1L << 28;

    private static final int MOST_NODES = 200_000;

    /** Numbers that any file may have calculated, and further ones for each of its bytes. */
    private static final long SPARE_NUMBERS = 1L << 24;

    private static final long NUMBERS_PER_BYTE = 4;

    /** Bytes of intermediate results for each number while constants are calculated with: two operands and doubles. */
    private static final long SCRATCH = 24;

    private final long heap;
    private long numbers = SPARE_NUMBERS;
    private long kept;
    private int nodes;

    /**
     * Starts with nothing spent.
     *
     * @param memory bytes that Java may use
     */
    Budget(long memory) {
        this.heap = memory / 4 * 3;
    }

    /** Counts the bytes of a file among those that justify work. */
    void file(long bytes) {
        numbers += NUMBERS_PER_BYTE * bytes;
    }

    /** Charges the calculation of numbers with these dimensions, which stay in memory. */
    int[] calculated(int... dims) {
        long count = Tensor.count(dims);
        work(count);
        keep(Long.BYTES * count, SCRATCH * count);
        return dims;
    }

    /** Charges numbers of a file, which stay in memory. */
    void decoded(long count, int bytes) {
        work(count);
        keep(bytes * count, 0);
    }

    /** Charges numbers that are copied into a parameter, outside of Java's memory. */
    void copied(long count) {
        work(count);
        keep(0, SCRATCH * count);
    }

    /** Charges looking at so many numbers. */
    void work(long count) {
        numbers -= count;
        if (numbers < 0) {
            throw new OnnxException("calculates more numbers from constants than a file of this size should hold");
        }
    }

    private void keep(long bytes, long scratch) {
        kept += bytes;
        if (kept + scratch > heap) {
            throw new OnnxException(String.format(
                    "needs %,d MB for constants, but Java may use only %,d MB for them; start it with a larger -Xmx",
                    kept + scratch >> 20, heap >> 20));
        }
    }

    /** Charges a node of the graph, which may be neither one too many nor too large. */
    void node(Value value) {
        if (++nodes > MOST_NODES) {
            throw new OnnxException("makes a graph of more than " + MOST_NODES + " nodes");
        }
        axes(value.shape().rank());
        long size = 1;
        for (int dim : value.shape().dims()) {
            // Two factors of at most 2^31 do not overflow.
            size = Math.min(size * Math.abs((long) dim), LARGEST_VALUE + 1);
        }
        if (size > LARGEST_VALUE) {
            throw new OnnxException("computes a value of shape " + value.shape() + ", which takes more than "
                    + (LARGEST_VALUE >> 28) + " GiB");
        }
    }

    /** Fails for tensors of more axes than arrays can have. */
    static void axes(int rank) {
        if (rank > MOST_AXES) {
            throw new OnnxException("has " + rank + " axes; tensors have at most " + MOST_AXES);
        }
    }

    /** Fails if numbers that no array can hold are asked for. */
    static long bytes(int[] dims, int each) {
        long bytes = (long) Tensor.count(dims) * each;
        if (bytes > Integer.MAX_VALUE) {
            throw new OnnxException("a tensor of dimensions " + Arrays.toString(dims) + " takes " + bytes
                    + " bytes; at most 2 GiB can be read");
        }
        return bytes;
    }
}
