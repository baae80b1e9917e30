package dev.espalier.onnx;

import dev.espalier.model.op.Shape;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** Operators that move or sum up numbers, on what is known. */
final class LayoutFolds {

    private LayoutFolds() {}

    static void register(Registry registry) {
        registry.accept("Concat", LayoutFolds::concat);
        registry.accept("Expand", LayoutFolds::expand);
        registry.accept(
                "Flatten",
                call -> reshape(
                        call,
                        Dims.flattened(call.known(0).dims(), call.attributes().integer("axis", 1))));
        registry.accept("Gather", LayoutFolds::gather);
        registry.accept("ReduceMax", call -> reduce(call, Double.NEGATIVE_INFINITY, Math::max));
        registry.accept("ReduceMin", call -> reduce(call, Double.POSITIVE_INFINITY, Math::min));
        registry.accept("ReduceProd", call -> reduce(call, 1, (a, b) -> a * b));
        registry.accept("ReduceSum", call -> reduce(call, 0, Double::sum));
        registry.accept("Reshape", call -> reshape(call, LayoutImports.target(call)));
        registry.accept("Slice", call -> call.put(0, Ranges.of(call, call.known(0), Ranges.of(call))));
        registry.accept("Split", LayoutFolds::split);
        registry.accept(
                "Squeeze", call -> reshape(call, Dims.squeezed(call.known(0).dims(), LayoutImports.axes(call))));
        registry.accept("Tile", LayoutFolds::tile);
        registry.accept(
                "Transpose",
                call -> call.put(
                        0,
                        call.known(0)
                                .transposed(Dims.permutation(
                                        call, call.allow(call.known(0).dims()).length))));
        registry.accept(
                "Unsqueeze", call -> reshape(call, Dims.unsqueezed(call.known(0).dims(), LayoutImports.axes(call))));
    }

    private static void expand(Call call) {
        int[] dims = LayoutImports.expanded(call);
        if (dims.length > 0 && dims[0] == Shape.BATCH) {
            LayoutImports.expand(call);
        } else {
            call.put(0, Broadcasting.to(call.allow(dims), call.known(0)));
        }
    }

    private static void reshape(Call call, int[] dims) {
        call.put(0, call.known(0).reshaped(dims));
    }

    private static void concat(Call call) {
        int axis = Call.axis(call.attributes().integer("axis", 1), call.known(0).rank());
        int[] dims = call.known(0).dims();
        dims[axis] = 0;
        for (int i = 0; i < call.inputs(); i++) {
            int[] part = call.known(i).dims();
            dims[axis] = Math.addExact(dims[axis], part.length == dims.length ? part[axis] : 0);
            int[] alike = part.clone();
            if (alike.length == dims.length) {
                alike[axis] = dims[axis];
            }
            if (!Arrays.equals(alike, dims)) {
                throw new OnnxException("joins tensors of dimensions " + Arrays.toString(part) + " and "
                        + Arrays.toString(call.known(0).dims()) + " along axis " + axis);
            }
        }
        Tensor whole = call.known(0).kind() == Kind.FLOAT
                ? Tensor.floats(call.allow(dims), new float[Tensor.count(dims)])
                : Tensor.integers(call.allow(dims), new long[Tensor.count(dims)]);
        int from = 0;
        for (int i = 0; i < call.inputs(); i++) {
            whole.write(call.known(i), axis, from);
            from += call.known(i).dim(axis);
        }
        call.put(0, whole);
    }

    private static void split(Call call) {
        Tensor tensor = call.known(0);
        int axis = Call.axis(call.attributes().integer("axis", 0), tensor.rank());
        int from = 0;
        int[] parts = LayoutImports.parts(call, tensor.dim(axis));
        for (int i = 0; i < parts.length; i++) {
            call.put(i, Ranges.of(call, tensor, List.of(new Ranges(axis, from, 1, parts[i]))));
            from += parts[i];
        }
    }

    private static void tile(Call call) {
        Tensor tensor = call.known(0);
        int[] repeats = LayoutImports.repeats(call);
        int[] dims = IntStream.range(0, repeats.length)
                .map(axis -> Math.multiplyExact(tensor.dim(axis), repeats[axis]))
                .toArray();
        int[] own = tensor.dims();
        call.put(0, tensor.picked(call.allow(dims), i -> wrapped(i, dims, own)));
    }

    /** Where a repeated tensor has its number i. */
    private static int wrapped(int i, int[] dims, int[] own) {
        int offset = 0;
        int stride = 1;
        int rest = i;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            offset += rest % dims[axis] % own[axis] * stride;
            stride *= own[axis];
            rest /= dims[axis];
        }
        return offset;
    }

    private static void gather(Call call) {
        Tensor table = call.known(0);
        Tensor indices = call.known(1);
        int axis = Call.axis(call.attributes().integer("axis", 0), table.rank());
        int[] dims = new int[table.rank() - 1 + indices.rank()];
        System.arraycopy(table.dims(), 0, dims, 0, axis);
        System.arraycopy(indices.dims(), 0, dims, axis, indices.rank());
        System.arraycopy(table.dims(), axis + 1, dims, axis + indices.rank(), table.rank() - axis - 1);
        int[] rows = rows(call.read(indices), table.dim(axis));
        int inner = Arrays.stream(table.dims(), axis + 1, table.rank()).reduce(1, (a, b) -> a * b);
        int length = table.dim(axis);
        call.put(0, table.picked(call.allow(dims), i -> {
            int row = rows[i / inner % rows.length];
            return (i / inner / rows.length * length + row) * inner + i % inner;
        }));
    }

    /** Row numbers counted from 0, of some that may be counted from the end. */
    static int[] rows(Tensor indices, int length) {
        int[] rows = new int[indices.count()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(indices.integer(i), length);
        }
        return rows;
    }

    /** A row number counted from 0. */
    static int row(long row, int length) {
        if (row < -length || row >= length) {
            throw new OnnxException("takes position " + row + " of an axis of length " + length);
        }
        return (int) (row < 0 ? row + length : row);
    }

    private static void reduce(Call call, double start, DoubleBinaryOperator operator) {
        Tensor x = call.read(call.known(0));
        if (x.isOpen()) {
            throw new OnnxException("calculates with the open batch size; fix the batch size");
        }
        int[] axes = ReductionImports.axes(call, x.rank());
        int[] kept = x.dims();
        for (int axis : axes) {
            kept[axis] = 1;
        }
        int[] strides = Tensor.strides(kept);
        for (int axis : axes) {
            strides[axis] = 0;
        }
        double[] results = new double[Tensor.count(call.allow(kept))];
        Arrays.fill(results, start);
        int[] dims = x.dims();
        for (int i = 0; i < x.count(); i++) {
            int to = Tensor.offset(i, dims, strides);
            results[to] = operator.applyAsDouble(results[to], x.at(i));
        }
        Tensor result = Tensor.of(x.kind(), kept, results);
        call.put(
                0,
                call.attributes().flag("keepdims", true)
                        ? result
                        : result.reshaped(Dims.squeezed(
                                kept, Arrays.stream(axes).asLongStream().toArray())));
    }
}
