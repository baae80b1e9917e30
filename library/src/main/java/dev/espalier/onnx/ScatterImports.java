package dev.espalier.onnx;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Operators that put numbers in the place of others. Where the places are known, the result is what is picked from the old
 * numbers and the new ones behind them.
 */
final class ScatterImports {

    /** Most numbers that meet in one place. */
    private static final int MOST_MEETING = 16;

    private ScatterImports() {}

    static void register(Registry registry) {
        registry.accept("Scatter", ScatterImports::elements);
        registry.accept("ScatterElements", ScatterImports::elements);
        registry.accept("ScatterND", ScatterImports::tuples);
    }

    private static void elements(Call call) {
        int[] dims = dims(call);
        Tensor indices = call.known(1, "indices");
        int axis = Call.axis(call.attributes().integer("axis", 0), dims.length);
        if (!Arrays.equals(call.operand(2).dims(), indices.dims())) {
            throw misfit(call, indices.dims());
        }
        put(call, dims, 1, places(call, indices, dims, axis));
    }

    /** Where elements are, in row order, of which indices say the position along one axis. */
    static int[] places(Call call, Tensor indices, int[] dims, int axis) {
        int[] own = indices.dims();
        for (int i = 0; i < dims.length; i++) {
            if (own.length != dims.length || i != axis && own[i] > dims[i]) {
                throw new OnnxException(
                        "finds elements of a tensor of dimensions " + Arrays.toString(dims) + " by " + indices);
            }
        }
        int[] rows = LayoutFolds.rows(call.read(indices), dims[axis]);
        int[] strides = Tensor.strides(dims);
        int along = strides[axis];
        strides[axis] = 0;
        return IntStream.range(0, rows.length)
                .map(i -> Tensor.offset(i, own, strides) + rows[i] * along)
                .toArray();
    }

    private static void tuples(Call call) {
        if (!call.isKnown(1)) {
            TupleImports.add(call);
            return;
        }
        int[] dims = dims(call);
        Tensor indices = call.known(1);
        int depth = TupleImports.depth(indices.dims(), dims.length);
        int[] expected = Arrays.copyOf(indices.dims(), indices.rank() - 1 + dims.length - depth);
        System.arraycopy(dims, depth, expected, indices.rank() - 1, dims.length - depth);
        if (!Arrays.equals(call.operand(2).dims(), expected)) {
            throw misfit(call, expected);
        }
        int length = Tensor.count(Arrays.copyOfRange(dims, depth, dims.length));
        put(call, dims, length, TupleImports.places(call, indices, dims));
    }

    private static OnnxException misfit(Call call, int[] expected) {
        return new OnnxException("puts numbers of dimensions "
                + Arrays.toString(call.operand(2).dims()) + " into places of dimensions " + Arrays.toString(expected));
    }

    private static int[] dims(Call call) {
        int[] dims = call.operand(0).dims();
        if (dims.length > 0 && dims[0] == Shape.BATCH) {
            throw new OnnxException("puts numbers into items of the open batch; fix the batch size");
        }
        return dims;
    }

    /**
     * Puts rows of numbers into a tensor.
     *
     * @param dims of the tensor
     * @param length of a row
     * @param places row numbers in the tensor, one for each row that is put there
     */
    private static void put(Call call, int[] dims, int length, int[] places) {
        String reduction = call.attributes().text("reduction", "none");
        int rows = length == 0 ? 0 : Tensor.count(dims) / length;
        if (places.length == 0 || rows == 0) {
            call.put(0, call.operand(0));
            return;
        }
        call.allow(rows);
        if (reduction.equals("none")) {
            int[] picked = picked(rows, places);
            if (call.isKnown(0) && call.isKnown(2)) {
                call.put(0, known(call, dims, length, picked));
                return;
            }
            Value whole = joined(call, rowsOf(call, 0, rows, length), rowsOf(call, 2, places.length, length), picked);
            call.result(new Reshape(Call.shape(dims)), whole);
            return;
        }
        Value data = rowsOf(call, 0, rows, length);
        Value updates = rowsOf(call, 2, places.length, length);
        List<List<Integer>> rounds = rounds(places);
        if (rounds.size() > 1 && reduction.equals("add")) {
            Value numbers = call.constant(
                    Tensor.list(IntStream.of(places).asLongStream().toArray()));
            data = call.add(new Add(), data, call.add(ScatterAdd.rows(rows), updates, numbers));
        } else if (rounds.size() > MOST_MEETING) {
            throw new OnnxException("puts " + rounds.size() + " numbers into one place by " + reduction + "; up to "
                    + MOST_MEETING + " can be read");
        } else {
            for (List<Integer> round : rounds) {
                int[] from = round.stream().mapToInt(Integer::intValue).toArray();
                int[] to = IntStream.of(from).map(i -> places[i]).toArray();
                Value there = Positions.pick(call, data, 0, to);
                Value both = combined(call, reduction, there, Positions.pick(call, updates, 0, from));
                data = joined(call, data, both, picked(rows, to));
            }
        }
        call.result(new Reshape(Call.shape(dims)), data);
    }

    private static Value rowsOf(Call call, int input, int rows, int length) {
        return call.add(new Reshape(Call.shape(rows, length)), call.value(input));
    }

    /** The row at each place of the result, among the old rows and the new ones behind them; the last one stays. */
    private static int[] picked(int rows, int[] places) {
        int[] picked = IntStream.range(0, rows).toArray();
        for (int i = 0; i < places.length; i++) {
            picked[places[i]] = rows + i;
        }
        return picked;
    }

    private static Value joined(Call call, Value data, Value updates, int[] picked) {
        return Positions.pick(call, call.add(new Concat(0), data, updates), 0, picked);
    }

    private static Tensor known(Call call, int[] dims, int length, int[] picked) {
        Tensor data = call.read(call.known(0));
        Tensor updates = call.read(call.known(2));
        int count = Math.addExact(data.count(), updates.count());
        Tensor both = data.kind() == Kind.FLOAT
                ? Tensor.floats(call.allow(count), new float[count])
                : Tensor.integers(call.allow(count), new long[count]);
        both.write(data.reshaped(data.count()), 0, 0);
        both.write(updates.reshaped(updates.count()), 0, data.count());
        return both.picked(call.allow(dims), i -> picked[i / length] * length + i % length)
                .as(data.kind());
    }

    /** Rows that are put into different places, those that meet others there in later rounds. */
    private static List<List<Integer>> rounds(int[] places) {
        int[] met = new int[Arrays.stream(places).max().orElse(0) + 1];
        List<List<Integer>> rounds = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            int round = met[places[i]]++;
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(i);
        }
        return rounds;
    }

    private static Value combined(Call call, String reduction, Value old, Value update) {
        return switch (reduction) {
            case "add" -> call.add(new Add(), old, update);
            case "mul" -> call.add(new Multiply(), old, update);
            case "max" -> call.add(new Maximum(), old, update);
            case "min" -> {
                Affine negative = Affine.times(-1);
                yield call.add(negative, call.add(new Maximum(), call.add(negative, old), call.add(negative, update)));
            }
            default ->
                throw new OnnxException(
                        "puts numbers in the place of others by '" + reduction + "'; there are add, mul, max and min");
        };
    }
}
