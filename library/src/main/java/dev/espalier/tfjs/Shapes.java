package dev.espalier.tfjs;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Inputs, and operators that look at shapes more than at numbers. */
final class Shapes {

    private Shapes() {}

    /** The first axis is the batch's, whatever its length in the file. */
    static Result placeholder(Call call) {
        List<Integer> dims = call.attributes().shape("shape");
        if (dims.isEmpty() || dims.get(0) > 1) {
            throw call.fault("its shape is " + dims + "; the first axis must be that of a batch, of any size or of 1");
        }
        List<Integer> item = dims.subList(1, dims.size());
        if (item.contains(-1)) {
            throw call.fault("its shape is " + dims + "; only the size of the batch may be left open: convert the model"
                    + " for one size of image");
        }
        if (item.size() == 3) {
            Shape images = Shape.batchOf(item.get(2), item.get(0), item.get(1));
            return Result.image(call.add(new Input(images)));
        }
        return Result.plain(call.add(new Input(batchOf(item))));
    }

    private static Shape batchOf(List<Integer> item) {
        return Shape.batchOf(item.stream().mapToInt(Integer::intValue).toArray());
    }

    static Result reshape(Call call) {
        return reshaped(call, call.constant(1).integers());
    }

    private static Result reshaped(Call call, int... wanted) {
        Value x = call.plain(0);
        long numbers = x.shape().size();
        long known = 1;
        int open = -1;
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == -1 && open < 0) {
                open = i;
            } else {
                known = Math.multiplyExact(known, wanted[i]);
            }
        }
        int[] dims = wanted.clone();
        if (open >= 0 && known > 0 && numbers % known == 0) {
            dims[open] = Math.toIntExact(numbers / known);
        }
        if (dims.length == 0 || dims[0] != 1) {
            throw call.fault("it reshapes " + x.shape() + " to " + Arrays.toString(wanted)
                    + "; the batch must stay the first axis");
        }
        List<Integer> item = new ArrayList<>();
        for (int i = 1; i < dims.length; i++) {
            item.add(dims[i]);
        }
        return Result.plain(call.add(new Reshape(batchOf(item)), x));
    }

    static Result squeeze(Call call) {
        Value x = call.plain(0);
        List<Integer> dims = x.shape().dims();
        List<Integer> axes = call.axes(
                call.attributes().integers("squeeze_dims").stream()
                        .mapToInt(Integer::intValue)
                        .toArray(),
                dims.size());
        List<Integer> kept = new ArrayList<>(List.of(1));
        for (int axis = 1; axis < dims.size(); axis++) {
            boolean goes = axes.isEmpty() ? dims.get(axis) == 1 : axes.contains(axis);
            if (goes && dims.get(axis) != 1) {
                throw call.fault("it drops axis " + axis + " of " + x.shape() + ", which is not of length 1");
            }
            if (!goes) {
                kept.add(dims.get(axis));
            }
        }
        return reshaped(call, kept.stream().mapToInt(Integer::intValue).toArray());
    }

    static Result expandDims(Call call) {
        List<Integer> dims = new ArrayList<>(call.plain(0).shape().dims());
        int axis = call.axes(new int[] {call.constant(1).integer()}, dims.size() + 1)
                .get(0);
        dims.set(0, 1);
        dims.add(axis, 1);
        if (axis == 0) {
            throw call.fault("it puts an axis before the batch, which must stay the first");
        }
        return reshaped(call, dims.stream().mapToInt(Integer::intValue).toArray());
    }

    static Result transpose(Call call) {
        Value x = call.plain(0);
        return Result.plain(call.add(Transpose.of(call.constant(1, 1).integers()), x));
    }

    /** Inputs: the tensors, then the axis. */
    static Result concat(Call call) {
        int count = call.inputs() - 1;
        if (count < 1) {
            throw call.fault("it reads " + call.inputs() + " nodes, but needs 2");
        }
        Result first = call.result(0);
        int axis = call.axes(
                        new int[] {call.constant(count).integer()},
                        first.shape().rank())
                .get(0);
        Value[] parts = new Value[count];
        for (int i = 0; i < count; i++) {
            parts[i] = first.image() ? call.image(i) : call.plain(i);
        }
        return first.with(call.add(new Concat(first.axis(axis)), parts));
    }

    /** Inputs: a tensor, and the axes that are averaged over. */
    static Result mean(Call call) {
        Result x = call.result(0);
        boolean kept = call.attributes().flag("keep_dims");
        List<Integer> axes = call.axes(call.constant(1).integers(), x.shape().rank()).stream()
                .sorted()
                .toList();
        if (x.image() && axes.equals(List.of(1, 2))) {
            return kept
                    ? Result.image(call.add(new Reduce(Reduce.Reducer.MEAN, List.of(2, 3), true), x.value()))
                    : Result.plain(call.add(new GlobalAveragePool(), x.value()));
        }
        return Result.plain(call.add(new Reduce(Reduce.Reducer.MEAN, axes, kept), call.plain(0)));
    }
}
