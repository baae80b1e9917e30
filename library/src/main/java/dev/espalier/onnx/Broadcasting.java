package dev.espalier.onnx;

import java.util.Arrays;

/** NumPy's rule for tensors that are known: axes of length 1, and missing ones before the first, are repeated. */
final class Broadcasting {

    private Broadcasting() {}

    /** The dimensions both can be repeated to. */
    static int[] dims(int[] a, int[] b) {
        int rank = Math.max(a.length, b.length);
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int inA = dim(a, rank, axis);
            int inB = dim(b, rank, axis);
            if (inA != inB && inA != 1 && inB != 1) {
                throw new OnnxException("tensors of dimensions " + Arrays.toString(a) + " and " + Arrays.toString(b)
                        + " cannot be made equal by repeating");
            }
            dims[axis] = inA == 1 ? inB : inA;
        }
        return dims;
    }

    /** A tensor repeated to these dimensions. */
    static Tensor to(int[] dims, Tensor tensor) {
        if (Arrays.equals(dims, tensor.dims())) {
            return tensor;
        }
        if (!Arrays.equals(dims, dims(dims, tensor.dims()))) {
            throw new OnnxException("a tensor of dimensions " + Arrays.toString(tensor.dims())
                    + " cannot be repeated to " + Arrays.toString(dims));
        }
        int[] own = Tensor.strides(tensor.dims());
        int[] strides = new int[dims.length];
        int missing = dims.length - tensor.rank();
        for (int axis = missing; axis < dims.length; axis++) {
            strides[axis] = tensor.dim(axis - missing) == 1 ? 0 : own[axis - missing];
        }
        return tensor.picked(dims, i -> Tensor.offset(i, dims, strides));
    }

    private static int dim(int[] dims, int rank, int axis) {
        int own = axis - (rank - dims.length);
        return own < 0 ? 1 : dims[own];
    }
}
