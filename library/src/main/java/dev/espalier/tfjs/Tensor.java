package dev.espalier.tfjs;

import java.util.List;

/**
 * A constant of the file.
 *
 * @param name for errors
 * @param shape TensorFlow's
 * @param numbers row-major; whole ones too, which are at most 2^24 and so exact
 */
record Tensor(String name, List<Integer> shape, float[] numbers) {

    Tensor {
        shape = List.copyOf(shape);
    }

    int rank() {
        return shape.size();
    }

    /** Its numbers as whole ones, such as the axes of a reduction. */
    int[] integers() {
        int[] integers = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            integers[i] = (int) numbers[i];
            if (integers[i] != numbers[i]) {
                throw new Malformed(
                        "constant '" + name + "' should hold whole numbers, but number " + i + " is " + numbers[i]);
            }
        }
        return integers;
    }

    /** Its only number as a whole one, such as an axis. */
    int integer() {
        if (numbers.length != 1) {
            throw new Malformed("constant '" + name + "' should hold one number, but has shape " + shape);
        }
        return integers()[0];
    }

    /**
     * The numbers with the axes in another order: axis i of the result is axis {@code permutation[i]} of this one.
     */
    Tensor permuted(int... permutation) {
        int rank = rank();
        int[] strides = new int[rank];
        int stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.get(axis);
        }
        Integer[] dims = new Integer[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = shape.get(permutation[axis]);
        }
        float[] permuted = new float[numbers.length];
        int[] index = new int[rank];
        int from = 0;
        for (int to = 0; to < permuted.length; to++) {
            permuted[to] = numbers[from];
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += strides[permutation[axis]];
                if (++index[axis] < dims[axis]) {
                    break;
                }
                from -= strides[permutation[axis]] * dims[axis];
                index[axis] = 0;
            }
        }
        return new Tensor(name, List.of(dims), permuted);
    }
}
