package dev.espalier.tfjs;

import dev.espalier.model.op.Transpose;

/** The turns between TensorFlow's order of the axes and this library's. */
final class TensorOrder {

    /** [N, H, W, C] to [N, C, H, W]. */
    static final Transpose TO_IMAGE = Transpose.of(0, 3, 1, 2);

    /** [N, C, H, W] to [N, H, W, C]. */
    static final Transpose TO_PLAIN = Transpose.of(0, 2, 3, 1);

    private TensorOrder() {}

    /** Axes as they are. */
    static int[] same(int rank) {
        int[] order = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            order[axis] = axis;
        }
        return order;
    }
}
