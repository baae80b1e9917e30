package dev.espalier.onnx;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;

/** Borders that no operator of a network has by itself: other on one side than on the other, or not of zeros. */
final class Borders {

    private Borders() {}

    /** Zeros around images. */
    static Value zeros(Call call, Value images, Size2d before, Size2d after) {
        Value high = along(call, images, 2, before.height(), after.height(), 0);
        return along(call, high, 3, before.width(), after.width(), 0);
    }

    /** Numbers that no maximum chooses around images. */
    static Value lowest(Call call, Value images, Size2d before, Size2d after) {
        Value high = along(call, images, 2, before.height(), after.height(), -Float.MAX_VALUE);
        return along(call, high, 3, before.width(), after.width(), -Float.MAX_VALUE);
    }

    /** One number before and after a tensor along one axis. */
    static Value along(Call call, Value x, int axis, int before, int after, float number) {
        if (before == 0 && after == 0) {
            return x;
        }
        if (x.shape().dim(axis) == Shape.BATCH) {
            throw new OnnxException("pads the open batch; fix the batch size");
        }
        if (number == 0) {
            return call.add(new PadAxis(axis, before, after), x);
        }
        Value constant = call.constant(Tensor.floats(new int[0], number));
        Value front = before == 0 ? null : call.add(new Expand(x.shape().withDim(axis, before)), constant);
        Value back = after == 0 ? null : call.add(new Expand(x.shape().withDim(axis, after)), constant);
        Concat concat = new Concat(axis);
        if (front == null) {
            return call.add(concat, x, back);
        }
        return back == null ? call.add(concat, front, x) : call.add(concat, front, x, back);
    }
}
