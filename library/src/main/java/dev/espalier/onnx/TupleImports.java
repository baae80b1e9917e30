package dev.espalier.onnx;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operand.Known;
import dev.espalier.onnx.Operators.Registry;
import java.util.Arrays;
import java.util.List;

/** Operators that count positions along several axes at once, as far as it is one. */
final class TupleImports {

    private TupleImports() {}

    static void register(Registry registry) {
        registry.accept("GatherND", TupleImports::gather);
    }

    private static void gather(Call call) {
        int items = call.attributes().integer("batch_dims", 0);
        int[] dims = call.operand(0).dims();
        if (items == 0 && call.isKnown(1) && dims.length > 0 && dims[0] != Shape.BATCH) {
            choose(call, dims);
            return;
        }
        if (items > 1) {
            throw new OnnxException("chooses from tables that " + items + " axes count; one can be read");
        }
        Gather gather = items == 1 ? Gather.rowsOfEachItem() : Gather.rows();
        call.result(gather, call.value(0), rows(call));
    }

    /** At known places, by any number of positions. */
    private static void choose(Call call, int[] dims) {
        Tensor indices = call.known(1);
        int depth = depth(indices.dims(), dims.length);
        int[] places = places(call, indices, dims);
        int[] inner = Arrays.copyOfRange(dims, depth, dims.length);
        int rows = Tensor.count(Arrays.copyOf(dims, depth));
        int[] result = Arrays.copyOf(indices.dims(), indices.rank() - 1 + inner.length);
        System.arraycopy(inner, 0, result, indices.rank() - 1, inner.length);
        Value table = call.add(new Reshape(Call.shape(rows, Tensor.count(inner))), call.value(0));
        call.result(new Reshape(Call.shape(result)), Positions.pick(call, table, 0, places));
    }

    /** By how many positions tuples find their places. */
    static int depth(int[] dims, int rank) {
        int depth = dims.length == 0 ? 0 : dims[dims.length - 1];
        if (depth < 1 || depth > rank) {
            throw new OnnxException("finds places in a tensor of " + rank + " axes by " + depth + " positions each");
        }
        return depth;
    }

    /** Row numbers, if the axes that tuples count were one. */
    static int[] places(Call call, Tensor tuples, int[] dims) {
        int depth = depth(tuples.dims(), dims.length);
        int[] places = new int[call.read(tuples).count() / depth];
        call.allow(places.length);
        for (int i = 0; i < places.length; i++) {
            for (int axis = 0; axis < depth; axis++) {
                int position = LayoutFolds.row(tuples.integer(i * depth + axis), dims[axis]);
                places[i] = places[i] * dims[axis] + position;
            }
        }
        return places;
    }

    /** At places that are computed, numbers can be added. */
    static void add(Call call) {
        String reduction = call.attributes().text("reduction", "none");
        if (!reduction.equals("add")) {
            throw new OnnxException("puts numbers in the place of others"
                    + (reduction.equals("none") ? "" : " by " + reduction)
                    + " at places that are computed when the graph"
                    + " runs; only those that are added can be read");
        }
        Value rows = rows(call);
        ScatterAdd scatter = ScatterAdd.rows(call.operand(0).dims()[0]);
        if (call.operand(0) instanceof Known known && isZero(known.tensor())) {
            call.put(0, call.add(scatter, call.value(2), rows), call.operand(2).kind());
        } else {
            call.result(new Add(), call.value(0), call.add(scatter, call.value(2), rows));
        }
    }

    private static boolean isZero(Tensor tensor) {
        for (int i = 0; i < tensor.count(); i++) {
            if (tensor.at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Numbers of rows, which the file has as tuples of one. */
    private static Value rows(Call call) {
        int[] dims = call.operand(1).dims();
        if (dims.length == 0 || dims[dims.length - 1] != 1) {
            throw new OnnxException("finds places by " + (dims.length == 0 ? "no" : dims[dims.length - 1])
                    + " positions each; one can be read");
        }
        if (call.isKnown(1)) {
            Tensor tuples = call.known(1);
            int length = call.operand(0).dims()[call.attributes().integer("batch_dims", 0)];
            int[] rows = LayoutFolds.rows(tuples, length);
            long[] numbers = Arrays.stream(rows).asLongStream().toArray();
            return call.constant(Tensor.integers(Arrays.copyOf(dims, dims.length - 1), numbers));
        }
        Value tuples = call.value(1);
        List<Integer> axes = tuples.shape().dims().subList(0, dims.length - 1);
        return call.add(new Reshape(new Shape(axes)), tuples);
    }
}
