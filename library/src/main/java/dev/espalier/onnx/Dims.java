package dev.espalier.onnx;

import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How operators of the format say what dimensions come out; an open batch is {@link Shape#BATCH}. */
final class Dims {

    private Dims() {}

    /**
     * What Reshape makes: 0 copies a dimension, -1 stands for whatever is left.
     *
     * @param zeros whether 0 means 0
     */
    static int[] reshaped(int[] from, Tensor target, boolean zeros) {
        int[] dims = new int[target.count()];
        int inferred = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            long dim = target.integer(i);
            if (dim == 0 && !zeros) {
                if (i >= from.length) {
                    throw new OnnxException("copies dimension " + i + " of " + Arrays.toString(from));
                }
                dims[i] = from[i];
            } else if (dim == Tensor.OPEN) {
                dims[i] = Shape.BATCH;
            } else if (dim == -1 && inferred < 0) {
                inferred = i;
                continue;
            } else if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw new OnnxException("asks for the dimensions " + Arrays.toString(target.integers()));
            } else {
                dims[i] = (int) dim;
            }
            known = Math.multiplyExact(known, Math.abs((long) dims[i]));
        }
        infer(from, dims, inferred, known);
        return dims;
    }

    private static void infer(int[] from, int[] dims, int inferred, long known) {
        boolean open = isOpen(from) && !isOpen(dims);
        long size = size(from);
        if (inferred >= 0) {
            if (known == 0 || size % known != 0) {
                throw new OnnxException("cannot divide " + Arrays.toString(from) + " into " + known);
            }
            dims[inferred] = open && inferred == 0 && size == known ? Shape.BATCH : Math.toIntExact(size / known);
        } else if (size != known) {
            throw new OnnxException("makes " + Arrays.toString(dims) + " of " + Arrays.toString(from)
                    + ", which holds another number of numbers");
        }
        if (isOpen(from) && !isOpen(dims)) {
            throw new OnnxException("makes " + Arrays.toString(dims) + " of " + Arrays.toString(from)
                    + ", which mixes the items of the open batch; fix the batch size");
        }
    }

    static boolean isOpen(int[] dims) {
        return dims.length > 0 && dims[0] == Shape.BATCH;
    }

    /** How many numbers there are; an open batch counts as one. */
    static long size(int[] dims) {
        long size = 1;
        for (int dim : dims) {
            size = Math.multiplyExact(size, Math.abs((long) dim));
        }
        return size;
    }

    /** Without these axes, which must be of length 1; without all that are if none are named. */
    static int[] squeezed(int[] dims, long[] named) {
        List<Integer> kept = new ArrayList<>();
        int[] axes = named == null ? null : Call.axes(named, dims.length);
        for (int axis = 0; axis < dims.length; axis++) {
            boolean goes = axes == null ? dims[axis] == 1 : Arrays.binarySearch(axes, axis) >= 0;
            if (goes && dims[axis] != 1) {
                throw new OnnxException(
                        "removes axis " + axis + " of " + Arrays.toString(dims) + ", whose length is not 1");
            }
            if (!goes) {
                kept.add(dims[axis]);
            }
        }
        return array(kept);
    }

    /** With axes of length 1 that have these numbers afterwards. */
    static int[] unsqueezed(int[] dims, long[] named) {
        if (named == null) {
            throw new OnnxException("does not say which axes to add");
        }
        int[] axes = Call.axes(named, dims.length + named.length);
        int[] result = new int[dims.length + axes.length];
        int from = 0;
        for (int axis = 0; axis < result.length; axis++) {
            result[axis] = Arrays.binarySearch(axes, axis) >= 0 ? 1 : dims[from++];
        }
        return result;
    }

    /** The axes before one as one, and the others as one. */
    static int[] flattened(int[] dims, int axis) {
        if (axis < -dims.length || axis > dims.length) {
            throw new OnnxException("flattens from axis " + axis + " of " + Arrays.toString(dims));
        }
        int from = axis < 0 ? axis + dims.length : axis;
        int[] before = Arrays.copyOfRange(dims, 0, from);
        int[] after = Arrays.copyOfRange(dims, from, dims.length);
        if (isOpen(before) && before.length > 1 || isOpen(after)) {
            throw new OnnxException("flattens " + Arrays.toString(dims) + " from axis " + axis
                    + ", which mixes the items of the open batch; fix the batch size");
        }
        int first = isOpen(before) ? Shape.BATCH : Math.toIntExact(size(before));
        return new int[] {first, Math.toIntExact(size(after))};
    }

    /** The order of axes that a Transpose names, or the reverse one. */
    static int[] permutation(Call call, int rank) {
        long[] named = call.attributes().integers("perm").orElse(null);
        int[] permutation = new int[rank];
        if (named != null && named.length != rank) {
            throw new OnnxException("permutes " + named.length + " axes of a tensor that has " + rank);
        }
        for (int i = 0; i < rank; i++) {
            permutation[i] = named == null ? rank - 1 - i : Call.axis(named[i], rank);
        }
        int[] sorted = permutation.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < rank; i++) {
            if (sorted[i] != i) {
                throw new OnnxException("permutes axes by " + Arrays.toString(permutation));
            }
        }
        return permutation;
    }

    static int[] array(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
