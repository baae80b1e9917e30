package dev.espalier.onnx;

import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that choose numbers by their positions. */
final class SelectionImports {

    private SelectionImports() {}

    static void register(Registry registry) {
        registry.accept("Gather", SelectionImports::gather);
        registry.accept("GatherElements", SelectionImports::gatherElements);
        registry.accept("NonZero", SelectionImports::nonZero);
    }

    /** At known positions only. */
    private static void gatherElements(Call call) {
        Tensor indices = call.known(1, "indices");
        int[] dims = call.operand(0).dims();
        if (dims.length > 0 && dims[0] == Shape.BATCH) {
            throw new OnnxException("takes elements of the open batch; fix the batch size");
        }
        int axis = Call.axis(call.attributes().integer("axis", 0), dims.length);
        int[] places = ScatterImports.places(call, indices, dims, axis);
        if (call.isKnown(0)) {
            call.put(0, call.known(0).picked(call.allow(indices.dims()), i -> places[i]));
            return;
        }
        Value list = call.add(new Reshape(Call.shape(Tensor.count(dims), 1)), call.value(0));
        call.result(new Reshape(Call.shape(indices.dims())), Positions.pick(call, list, 0, places));
    }

    /** Of known numbers only: how many there are is a shape. */
    private static void nonZero(Call call) {
        Tensor tensor = call.read(call.known(0, "data"));
        if (tensor.isOpen()) {
            throw new OnnxException("calculates with the open batch size; fix the batch size");
        }
        int[] there = IntStream.range(0, tensor.count())
                .filter(i -> tensor.at(i) != 0)
                .toArray();
        int[] dims = tensor.dims();
        int[] strides = Tensor.strides(dims);
        int[] shape = call.allow(tensor.rank(), there.length);
        long[] positions = new long[Tensor.count(shape)];
        for (int i = 0; i < positions.length; i++) {
            int axis = i / there.length;
            positions[i] = there[i % there.length] / strides[axis] % dims[axis];
        }
        call.put(0, Tensor.integers(shape, positions));
    }

    private static void gather(Call call) {
        int axis =
                Call.axis(call.attributes().integer("axis", 0), call.operand(0).rank());
        if (call.isKnown(1)) {
            choose(call, axis);
        } else {
            gather(call, axis);
        }
    }

    /** At known positions: slices, whatever axis. */
    private static void choose(Call call, int axis) {
        Value x = call.value(0);
        if (x.shape().dim(axis) == Shape.BATCH) {
            throw new OnnxException("chooses items of the open batch; fix the batch size");
        }
        Tensor indices = call.read(call.known(1));
        int[] positions = LayoutFolds.rows(indices, x.shape().dim(axis));
        Value chosen = Positions.pick(call, x, axis, positions);
        List<Integer> dims = new ArrayList<>(x.shape().dims().subList(0, axis));
        IntStream.of(indices.dims()).forEach(dims::add);
        dims.addAll(x.shape().dims().subList(axis + 1, x.shape().rank()));
        Shape shape = Call.shape(Dims.array(dims));
        call.put(
                0,
                shape.equals(chosen.shape()) ? chosen : call.add(new Reshape(shape), chosen),
                call.operand(0).kind());
    }

    /** At computed positions: rows of a table, which the axis is made to count. */
    private static void gather(Call call, int axis) {
        Value table = call.value(0, Role.WEIGHT);
        Value indices = call.value(1);
        if (axis == 0) {
            call.result(Gather.rows(), table, indices);
            return;
        }
        Value rows = call.add(Positions.swap(table.shape().rank(), 0, axis), table);
        Value chosen = call.add(Gather.rows(), rows, indices);
        // [I..., before, after] to [before, I..., after]
        int width = indices.shape().rank();
        List<Integer> order =
                new ArrayList<>(IntStream.range(width, width + axis).boxed().toList());
        IntStream.range(0, width).forEach(order::add);
        IntStream.range(width + axis, chosen.shape().rank()).forEach(order::add);
        call.result(new Transpose(order), chosen);
    }
}
