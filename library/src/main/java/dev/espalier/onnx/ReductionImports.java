package dev.espalier.onnx;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Sums, means and largest values along axes, and what is made of them. */
final class ReductionImports {

    private ReductionImports() {}

    static void register(Registry registry) {
        registry.accept("LogSoftmax", call -> softmax(call, LogSoftmax::new));
        registry.accept("ReduceL1", call -> reduce(call, call.add(new Abs(), call.value(0)), Reducer.SUM));
        registry.accept("ReduceL2", call -> root(call));
        registry.accept(
                "ReduceLogSum",
                call -> call.put(
                        0,
                        call.add(new Log(), reduced(call, call.value(0), Reducer.SUM)),
                        call.operand(0).kind()));
        registry.accept("ReduceLogSumExp", ReductionImports::logSumExp);
        registry.accept("ReduceMax", call -> reduce(call, call.value(0), Reducer.MAX));
        registry.accept("ReduceMean", call -> reduce(call, call.value(0), Reducer.MEAN));
        registry.accept("ReduceMin", ReductionImports::min);
        registry.accept("ReduceSum", call -> reduce(call, call.value(0), Reducer.SUM));
        registry.accept("ReduceSumSquare", call -> reduce(call, call.add(new Square(), call.value(0)), Reducer.SUM));
        registry.accept("Softmax", call -> softmax(call, Softmax::new));
    }

    /** The axes a reduction is along; none if it does nothing. */
    static int[] axes(Call call, int rank) {
        boolean asInput = call.opset() >= (call.type().equals("ReduceSum") ? 13 : 18);
        long[] named = asInput
                ? call.integers("axes", 1)
                : call.attributes().integers("axes").orElse(null);
        if (named != null && named.length > 0) {
            return Call.axes(named, rank);
        }
        boolean nothing = call.attributes().flag("noop_with_empty_axes", false);
        return nothing ? new int[0] : IntStream.range(0, rank).toArray();
    }

    private static Value reduced(Call call, Value x, Reducer reducer) {
        return reduced(call, x, reducer, call.attributes().flag("keepdims", true));
    }

    private static Value reduced(Call call, Value x, Reducer reducer, boolean keep) {
        int[] axes = axes(call, x.shape().rank());
        if (axes.length == 0) {
            return x;
        }
        List<Integer> list = IntStream.of(axes).boxed().toList();
        return call.add(new Reduce(reducer, list, keep), x);
    }

    private static void reduce(Call call, Value x, Reducer reducer) {
        call.put(0, reduced(call, x, reducer), call.operand(0).kind());
    }

    private static void min(Call call) {
        Value opposite = call.add(Affine.times(-1), call.value(0));
        call.result(Affine.times(-1), reduced(call, opposite, Reducer.MAX));
    }

    private static void root(Call call) {
        Value squares = call.add(new Square(), call.value(0));
        call.result(new Sqrt(), reduced(call, squares, Reducer.SUM));
    }

    /** m + log(sum(exp(x - m))), which does not overflow with the largest number as m. */
    private static void logSumExp(Call call) {
        Value x = call.value(0);
        Value largest = reduced(call, x, Reducer.MAX, true);
        Value powers = call.add(new Exp(), call.add(new Subtract(), x, largest));
        Value logarithm = call.add(new Log(), reduced(call, powers, Reducer.SUM, true));
        Value sum = call.add(new Add(), logarithm, largest);
        Shape shape = reduced(call, x, Reducer.MAX).shape();
        call.put(
                0,
                shape.equals(sum.shape()) ? sum : call.add(new Reshape(shape), sum),
                call.operand(0).kind());
    }

    /** Along one axis since operator set 13; before, along all axes from one on as if they were one. */
    private static void softmax(Call call, IntFunction<Op> along) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        boolean flat = call.opset() < 13;
        int axis = Call.axis(call.attributes().integer("axis", flat ? 1 : -1), rank);
        if (!flat || axis == rank - 1) {
            call.result(along.apply(axis), x);
            return;
        }
        int[] dims = Dims.flattened(call.operand(0).dims(), axis);
        Value rows = call.add(new Reshape(Call.shape(dims)), x);
        call.result(new Reshape(x.shape()), call.add(along.apply(1), rows));
    }
}
