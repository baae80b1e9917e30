package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Spread;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * Sums along axes, and numbers repeated along axes: products with a vector of ones, which are several times faster than
 * oneDNN's reductions.
 */
final class SumRules {

    private SumRules() {}

    static void reduce(Reduce op, Node node, Lowering to) {
        if (op.reducer() == Reducer.MAX) {
            max(op, node, to);
            return;
        }
        Tensor x = to.plain(node.inputs().get(0));
        Runs runs = Runs.of(x.dims(), axis -> op.axes().contains(axis));
        float factor = op.reducer() == Reducer.SUM ? 1 : 1f / runs.chosen();
        Layout result = to.natives().plain(to.dims(node.name()));
        if (!runs.any()) {
            to.place(node.name(), x.as(result));
            return;
        }
        while (runs.any()) {
            Runs.Middle middle = runs.last();
            runs = runs.withoutLast();
            Tensor sum = runs.any() ? to.scratch(to.natives().plain(runs.length())) : to.write(node.name(), result);
            sum(node.name(), x, middle, to.constant(factor, middle.length()), sum, to);
            factor = 1;
            x = sum;
        }
    }

    /** The sum of all numbers of a tensor, in whatever order they lie: item by item, then over the items. */
    static Tensor total(String name, Tensor x, Lowering to) {
        Natives natives = to.natives();
        long items = x.dims()[0];
        long length = x.layout().bytes() / Float.BYTES / items;
        Tensor sums = to.scratch(natives.plain(items));
        sum(name, x, new Runs.Middle(items, length, 1), to.constant(1, length), sums, to);
        if (items == 1) {
            return sums;
        }
        Tensor total = to.scratch(natives.plain(1));
        sum(name, sums, new Runs.Middle(1, items, 1), to.constant(1, items), total, to);
        return total;
    }

    /** y[before, after] = the sum over the middle of x[before, middle, after], each times its weight. */
    private static void sum(String name, Tensor x, Runs.Middle axis, Tensor weights, Tensor y, Lowering to) {
        Natives natives = to.natives();
        long before = axis.before();
        long length = axis.length();
        long after = axis.after();
        PostOps nothing = new PostOps(natives);
        if (after == 1) {
            Tensor column = weights.as(natives.plain(length, 1));
            Tensor rows = x.as(natives.plain(before, length));
            MatrixRules.multiply(name, rows, column, null, y.as(natives.plain(before, 1)), nothing, to);
        } else {
            Tensor row = weights.as(natives.plain(1, 1, length));
            Tensor matrices = x.as(natives.plain(before, length, after));
            MatrixRules.multiply(name, row, matrices, null, y.as(natives.plain(before, 1, after)), nothing, to);
        }
    }

    private static void max(Reduce op, Node node, Lowering to) {
        Tensor x = to.plain(node.inputs().get(0));
        Runs runs = Runs.of(x.dims(), axis -> op.axes().contains(axis));
        Layout result = to.natives().plain(to.dims(node.name()));
        if (!runs.any()) {
            to.place(node.name(), x.as(result));
            return;
        }
        while (runs.any()) {
            Runs.Middle axis = runs.last();
            runs = runs.withoutLast();
            Tensor y = runs.any() ? to.scratch(to.natives().plain(runs.length())) : to.write(node.name(), result);
            to.loop(node.name(), List.of(x, y), tensors -> max(tensors[0], axis, tensors[1]));
            x = y;
        }
    }

    private static void max(FloatIndexer x, Runs.Middle axis, FloatIndexer y) {
        for (long before = 0; before < axis.before(); before++) {
            for (long after = 0; after < axis.after(); after++) {
                float largest = Float.NEGATIVE_INFINITY;
                for (long i = 0; i < axis.length(); i++) {
                    largest = Math.max(largest, x.get((before * axis.length() + i) * axis.after() + after));
                }
                y.put(before * axis.after() + after, largest);
            }
        }
    }

    static void expand(Expand op, Node node, Lowering to) {
        repeat(node.name(), to.plain(node.inputs().get(0)), to.dims(node.name()), false, to);
    }

    static void spread(Spread op, Node node, Lowering to) {
        repeat(node.name(), to.plain(node.inputs().get(0)), to.dims(node.name()), true, to);
    }

    /** A plain tensor repeated along axes of length 1 and missing axes before its first. */
    static Tensor repeated(String name, Tensor x, long[] dims, Lowering to) {
        long[] own = leadingOnes(x.dims(), dims.length);
        Runs runs = Runs.of(dims, axis -> own[axis] != dims[axis]);
        if (!runs.any()) {
            return x.as(to.natives().plain(dims));
        }
        Tensor result = to.scratch(to.natives().plain(dims));
        repeat(name, x, runs, 1, result, to);
        return result;
    }

    private static void repeat(String name, Tensor x, long[] dims, boolean inParts, Lowering to) {
        long[] own = leadingOnes(x.dims(), dims.length);
        Runs runs = Runs.of(dims, axis -> own[axis] != dims[axis]);
        if (!runs.any()) {
            to.place(name, x.as(to.natives().plain(dims)));
            return;
        }
        Tensor result = to.write(name, to.natives().plain(dims));
        repeat(name, x, runs, inParts ? 1f / runs.chosen() : 1, result, to);
    }

    /** A plain tensor with axes of length 1 in front. */
    private static long[] leadingOnes(long[] dims, int axes) {
        long[] longer = new long[axes];
        Arrays.fill(longer, 1);
        System.arraycopy(dims, 0, longer, axes - dims.length, dims.length);
        return longer;
    }

    /** The outer runs first, so that the last and largest step reads what lies together. */
    private static void repeat(String name, Tensor x, Runs runs, float factor, Tensor result, Lowering to) {
        Natives natives = to.natives();
        Runs.Middle middle = runs.last();
        Runs rest = runs.withoutLast();
        Tensor source = x;
        if (rest.any()) {
            source = to.scratch(natives.plain(rest.length()));
            repeat(name, x, rest, 1, source, to);
        }
        Tensor ones = to.constant(factor, middle.length());
        PostOps nothing = new PostOps(natives);
        if (middle.after() == 1) {
            Tensor column = source.as(natives.plain(middle.before(), 1));
            Tensor row = ones.as(natives.plain(1, middle.length()));
            Tensor y = result.as(natives.plain(middle.before(), middle.length()));
            MatrixRules.multiply(name, column, row, null, y, nothing, to);
        } else {
            Tensor column = ones.as(natives.plain(1, middle.length(), 1));
            Tensor rows = source.as(natives.plain(middle.before(), 1, middle.after()));
            Tensor y = result.as(natives.plain(middle.before(), middle.length(), middle.after()));
            MatrixRules.multiply(name, column, rows, null, y, nothing, to);
        }
    }
}
