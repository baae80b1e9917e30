package dev.espalier.onnx;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Operators that answer where numbers are of some kind, all by comparisons with known numbers. */
final class ChoiceImports {

    /** Each takes some nodes of the graph. */
    private static final int MOST_RESULTS = 16;

    private ChoiceImports() {}

    static void register(Registry registry) {
        registry.accept("ArgMax", call -> largest(call, call.value(0)));
        registry.accept("ArgMin", call -> largest(call, call.add(Affine.times(-1), call.value(0))));
        registry.accept("IsInf", ChoiceImports::isInfinite);
        registry.accept("IsNaN", ChoiceImports::isNoNumber);
        registry.accept("OneHot", ChoiceImports::oneHot);
        registry.accept("TopK", ChoiceImports::largestFew);
    }

    /** first, first + step, ... along an axis of length {@code count}, which so many axes follow. */
    private static Value positions(Call call, int count, int following, double first, double step) {
        int[] dims = new int[following + 1];
        Arrays.fill(dims, 1);
        dims[0] = count;
        float[] numbers = new float[Tensor.count(call.allow(dims))];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (first + step * i);
        }
        return call.constant("positions", Role.CONSTANT, Tensor.floats(dims, numbers));
    }

    /** The position of the largest number: of those that equal it, the one whose distance from the other end is largest. */
    private static void largest(Call call, Value x) {
        int rank = x.shape().rank();
        int axis = Call.axis(call.attributes().integer("axis", 0), rank);
        int length = x.shape().dim(axis);
        if (length == Shape.BATCH) {
            throw new OnnxException("chooses among the items of the open batch; fix the batch size");
        }
        boolean last = call.attributes().flag("select_last_index", false);
        Value most = call.add(new Reduce(Reducer.MAX, List.of(axis), true), x);
        Value there = call.add(new Equal(), x, most);
        Value distance = positions(call, length, rank - axis - 1, last ? 0 : length - 1, last ? 1 : -1);
        Reduce reduce = new Reduce(Reducer.MAX, List.of(axis), call.attributes().flag("keepdims", true));
        Value found = call.add(reduce, call.add(new Multiply(), there, distance));
        call.put(0, last ? found : call.add(new Affine(-1, length - 1), found), Kind.INTEGER);
    }

    /**
     * The largest numbers and their positions, one after the other, each among those not taken before; of equal ones the
     * first. Minus infinity stands for those taken, which therefore are also told by their positions.
     */
    private static void largestFew(Call call) {
        double wanted = call.has(1)
                ? call.scalar(1, "number of results", 1)
                : call.attributes().integer("k", 0);
        boolean smallest = !call.attributes().flag("largest", true);
        Value given = call.value(0);
        int axis =
                Call.axis(call.attributes().integer("axis", -1), given.shape().rank());
        int length = given.shape().dim(axis);
        if (length == Shape.BATCH) {
            throw new OnnxException("chooses among the items of the open batch; fix the batch size");
        }
        if (!(wanted >= 1 && wanted <= Math.min(length, MOST_RESULTS))) {
            throw new OnnxException(String.format(
                    Locale.ROOT,
                    "takes the %.0f %s of %d numbers; 1 to %d can be read",
                    wanted,
                    smallest ? "smallest" : "largest",
                    length,
                    Math.min(length, MOST_RESULTS)));
        }
        Value x = smallest ? call.add(Affine.times(-1), given) : given;
        int following = given.shape().rank() - axis - 1;
        Value position = positions(call, length, following, 0, 1);
        Value distance = positions(call, length, following, length - 1, -1);
        Value none = call.constant(Tensor.floats(new int[0], Float.NEGATIVE_INFINITY));
        Reduce most = new Reduce(Reducer.MAX, List.of(axis), true);
        Value[] values = new Value[(int) wanted];
        Value[] places = new Value[values.length];
        Value taken = null;
        for (int i = 0; i < values.length; i++) {
            Value left = taken == null ? x : call.add(new Select(), taken, none, x);
            values[i] = call.add(most, left);
            Value there = call.add(new Equal(), x, values[i]);
            if (taken != null) {
                there = call.add(new Multiply(), there, call.add(new Affine(-1, 1), taken));
            }
            Value far = call.add(most, call.add(new Multiply(), there, distance));
            places[i] = call.add(new Affine(-1, length - 1), far);
            Value now = call.add(new Equal(), position, places[i]);
            taken = taken == null ? now : call.add(new Add(), taken, now);
        }
        Value all = joined(call, axis, values);
        call.put(
                0,
                smallest ? call.add(Affine.times(-1), all) : all,
                call.operand(0).kind());
        call.put(1, joined(call, axis, places), Kind.INTEGER);
    }

    private static Value joined(Call call, int axis, Value... parts) {
        return parts.length == 1 ? parts[0] : call.add(new Concat(axis), parts);
    }

    /** on where the position along the new axis is the index, else off; indices below 0 count from the end. */
    private static void oneHot(Call call) {
        Tensor depths = call.known(1, "depth");
        Tensor values = call.known(2, "values");
        if (depths.count() != 1 || values.count() != 2 || !(depths.at(0) >= 1 && depths.at(0) <= 1 << 24)) {
            throw new OnnxException("makes vectors of length " + depths + " of the values " + values
                    + "; one length and two values are expected");
        }
        int depth = (int) depths.at(0);
        Value indices = call.value(0);
        int rank = indices.shape().rank() + 1;
        int axis = Call.axis(call.attributes().integer("axis", -1), rank);
        List<Integer> dims = new ArrayList<>(indices.shape().dims());
        dims.add(axis, 1);
        Value apart = call.add(new Reshape(Call.shape(Dims.array(dims))), indices);
        Value negative = call.add(new Greater(), call.constant(Tensor.floats(new int[0], 0)), apart);
        Value wrapped = call.add(new Add(), apart, call.add(Affine.times(depth), negative));
        Value there = call.add(new Equal(), wrapped, positions(call, depth, rank - axis - 1, 0, 1));
        Value on = call.constant(Tensor.floats(new int[0], (float) values.at(1)));
        Value off = call.constant(Tensor.floats(new int[0], (float) values.at(0)));
        call.put(0, call.add(new Select(), there, on, off), values.kind());
    }

    private static void isNoNumber(Call call) {
        Value x = call.value(0);
        call.result(Kind.BOOLEAN, new Affine(-1, 1), call.add(new Equal(), x, x));
    }

    private static void isInfinite(Call call) {
        boolean positive = call.attributes().flag("detect_positive", true);
        boolean negative = call.attributes().flag("detect_negative", true);
        Value x = call.value(0);
        float infinity = positive ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        Value bound = call.constant(Tensor.floats(new int[0], positive || negative ? infinity : Float.NaN));
        call.result(Kind.BOOLEAN, new Equal(), positive && negative ? call.add(new Abs(), x) : x, bound);
    }
}
