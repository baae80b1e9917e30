package dev.espalier.onnx;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Picks positions along one axis of a value that are known while the file is read. */
final class Positions {

    /** From so many pieces on, rows are gathered instead. */
    private static final int MOST_PIECES = 16;

    private Positions() {}

    /** The value where a slice takes it. */
    static Value pick(Call call, Value x, Ranges range) {
        int axis = range.axis();
        if (range.isWhole(x.shape().dim(axis))) {
            return x;
        }
        if (range.count() == 0) {
            throw new OnnxException("takes nothing of " + x.shape() + " along axis " + axis);
        }
        if (range.step() == 1 || range.count() == 1) {
            return slice(call, x, axis, range.from(), range.count());
        }
        if (range.step() > 1) {
            return strided(call, x, axis, range.from(), range.step(), range.count());
        }
        call.allow(range.count());
        return pick(call, x, axis, range.positions());
    }

    /** The value at these positions, in their order, some perhaps several times. */
    static Value pick(Call call, Value x, int axis, int... positions) {
        int length = x.shape().dim(axis);
        for (int position : positions) {
            if (position < 0 || position >= length) {
                throw new OnnxException("takes position " + position + " along axis " + axis + " of " + x.shape());
            }
        }
        if (positions.length == 0) {
            throw new OnnxException("takes nothing of " + x.shape() + " along axis " + axis);
        }
        int step = positions.length == 1 ? 1 : positions[1] - positions[0];
        if (isProgression(positions, step) && step >= 1) {
            return step == 1
                    ? slice(call, x, axis, positions[0], positions.length)
                    : strided(call, x, axis, positions[0], step, positions.length);
        }
        List<int[]> runs = runs(positions);
        if (runs.size() > MOST_PIECES) {
            return gathered(call, x, axis, positions);
        }
        Value[] pieces =
                runs.stream().map(run -> slice(call, x, axis, run[0], run[1])).toArray(Value[]::new);
        return call.add(new Concat(axis), pieces);
    }

    private static boolean isProgression(int[] positions, int step) {
        return IntStream.range(1, positions.length).allMatch(i -> positions[i] - positions[i - 1] == step);
    }

    static Value slice(Call call, Value x, int axis, int from, int count) {
        return from == 0 && count == x.shape().dim(axis) ? x : call.add(new Slice(axis, from, count), x);
    }

    /** Every so many positions: rows of a grid, of which the first column is taken. */
    private static Value strided(Call call, Value x, int axis, int from, int step, int count) {
        int reach = Math.multiplyExact(step, count);
        int there = Math.min(reach, x.shape().dim(axis) - from);
        Value part = slice(call, x, axis, from, there);
        Value full = there == reach ? part : call.add(new PadAxis(axis, 0, reach - there), part);
        List<Integer> grid = new ArrayList<>(full.shape().dims());
        grid.set(axis, count);
        grid.add(axis + 1, step);
        Value rows = call.add(new Reshape(new Shape(grid)), full);
        Value column = call.add(new Slice(axis + 1, 0, 1), rows);
        return call.add(new Reshape(x.shape().withDim(axis, count)), column);
    }

    /** Neighbours one after the other as first position and number. */
    private static List<int[]> runs(int[] positions) {
        List<int[]> runs = new ArrayList<>();
        for (int position : positions) {
            int[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last[0] + last[1] == position) {
                last[1]++;
            } else {
                runs.add(new int[] {position, 1});
            }
        }
        return runs;
    }

    private static Value gathered(Call call, Value x, int axis, int[] positions) {
        boolean open = x.shape().isBatched();
        long[] numbers = IntStream.of(positions).asLongStream().toArray();
        Value indices = call.constant(Tensor.list(numbers));
        if (open) {
            Value row = call.constant(Tensor.list(numbers).reshaped(1, numbers.length));
            indices = call.add(new Expand(Shape.batchOf(numbers.length)), row);
        }
        int front = open ? 1 : 0;
        Transpose there = swap(x.shape().rank(), front, axis);
        Value rows = axis == front ? x : call.add(there, x);
        Value chosen = call.add(new Gather(open), rows, indices);
        return axis == front ? chosen : call.add(there.inverse(), chosen);
    }

    /** Moves one axis to another place, the others staying in order. */
    static Transpose swap(int rank, int to, int from) {
        List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        axes.remove(from);
        axes.add(to, from);
        return new Transpose(axes);
    }
}
