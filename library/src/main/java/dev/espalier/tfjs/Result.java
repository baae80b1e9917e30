package dev.espalier.tfjs;

import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;

/**
 * What a node of TensorFlow's graph became.
 *
 * @param value in the graph under construction
 * @param image whether it is [N, C, H, W] where TensorFlow has [N, H, W, C]
 */
record Result(Value value, boolean image) {

    private static final int[] CHANNELS_FIRST = {0, 2, 3, 1};

    static Result image(Value value) {
        return new Result(value, true);
    }

    static Result plain(Value value) {
        return new Result(value, false);
    }

    /** Another value that lies in the same way. */
    Result with(Value other) {
        return new Result(other, image);
    }

    Shape shape() {
        return value.shape();
    }

    /** Where one of TensorFlow's axes is here. */
    int axis(int axis) {
        return image ? CHANNELS_FIRST[axis] : axis;
    }
}
