package dev.espalier.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the numbers of a tensor are found while a larger one, to which it is repeated, is walked through in row order.
 * Axes are aligned at the last one.
 */
final class Walk {

    private final long[] dims;
    private final long[] strides;
    private final long[] index;
    private long position;

    private Walk(long[] dims, long[] strides) {
        this.dims = dims;
        this.strides = strides;
        this.index = new long[dims.length];
    }

    /**
     * Starts at the first number.
     *
     * @param part shape of the tensor that is repeated along its axes of length 1, and those it does not have
     * @param whole shape of the one that is walked through
     */
    static Walk of(long[] part, long[] whole) {
        long[] strides = new long[whole.length];
        int missing = whole.length - part.length;
        long stride = 1;
        for (int axis = part.length - 1; axis >= 0; axis--) {
            strides[missing + axis] = part[axis] == 1 ? 0 : stride;
            stride *= part[axis];
        }
        return new Walk(whole, strides);
    }

    /** Starts at the first number of both. */
    static Walk of(INDArray part, INDArray whole) {
        return of(part.shape(), whole.shape());
    }

    /** The position in the repeated tensor; the walk then goes on to the next. */
    long next() {
        long here = position;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            position += strides[axis];
            if (++index[axis] < dims[axis]) {
                break;
            }
            position -= strides[axis] * dims[axis];
            index[axis] = 0;
        }
        return here;
    }
}
