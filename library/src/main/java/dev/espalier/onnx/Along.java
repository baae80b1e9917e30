package dev.espalier.onnx;

import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Products of a known matrix with what lies along one axis. */
final class Along {

    private Along() {}

    /** The value with y = matrix x along an axis. */
    static Value product(Call call, Value x, int axis, String what, Tensor matrix) {
        int rank = x.shape().rank();
        int out = matrix.dim(0);
        if (x.shape().dim(axis) == Shape.BATCH) {
            throw new OnnxException("works along the open batch; fix the batch size");
        }
        Value weight = call.constant(what, Role.CONSTANT, matrix);
        if (rank == 1) {
            Value row = call.add(new Reshape(Shape.of(1, x.shape().dim(0))), x);
            return call.add(new Reshape(Shape.of(out)), call.add(new Linear(out), row, weight));
        }
        if (axis == rank - 1) {
            return call.add(new Linear(out), x, weight);
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        order.set(axis, rank - 1);
        order.set(rank - 1, axis);
        Transpose swap = new Transpose(order);
        return call.add(swap, call.add(new Linear(out), call.add(swap, x), weight));
    }
}
