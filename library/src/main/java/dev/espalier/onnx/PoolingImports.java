package dev.espalier.onnx;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.List;
import java.util.stream.IntStream;

/** Largest values and means of windows, with the borders that the format knows. */
final class PoolingImports {

    private PoolingImports() {}

    static void register(Registry registry) {
        registry.accept("AveragePool", PoolingImports::average);
        registry.accept("GlobalAveragePool", PoolingImports::globalAverage);
        registry.accept("GlobalMaxPool", PoolingImports::globalMax);
        registry.accept("MaxPool", PoolingImports::max);
    }

    /** The window of a pooling, with as much border behind as its last window needs. */
    private static Window window(Call call, Value x) {
        int[] extent = Images.extent(x);
        if (!call.attributes().has("kernel_shape")) {
            throw new OnnxException("does not say its kernel_shape");
        }
        Window window = Window.of(call, Window.ints(call, "kernel_shape", extent.length, 1), extent);
        if (!window.dilation().equals(Size2d.square(1))) {
            throw new OnnxException("has dilated windows; poolings of neighbours can be read");
        }
        return window;
    }

    /** Windows per axis, the last of which may reach over the border in ceiling mode but must not start behind it. */
    private static int count(Call call, int length, int kernel, int stride, int before, int after) {
        if (stride < 1 || length + before + after < kernel) {
            throw new OnnxException(
                    "has a window of " + kernel + " and stride " + stride + " on a length of " + length);
        }
        int rest = length + before + after - kernel;
        int count = rest / stride + 1;
        boolean further = call.attributes().flag("ceil_mode", false) && rest % stride != 0;
        return further && count * stride < length + before ? count + 1 : count;
    }

    private static Size2d counts(Call call, Window window, Size2d size) {
        return new Size2d(
                count(
                        call,
                        size.height(),
                        window.kernel().height(),
                        window.stride().height(),
                        window.before().height(),
                        window.after().height()),
                count(
                        call,
                        size.width(),
                        window.kernel().width(),
                        window.stride().width(),
                        window.before().width(),
                        window.after().width()));
    }

    /** The border behind that so many windows need. */
    private static Size2d reach(Window window, Size2d size, Size2d counts) {
        return new Size2d(
                reach(
                        counts.height(),
                        window.stride().height(),
                        window.kernel().height(),
                        size.height(),
                        window.before().height(),
                        window.after().height()),
                reach(
                        counts.width(),
                        window.stride().width(),
                        window.kernel().width(),
                        size.width(),
                        window.before().width(),
                        window.after().width()));
    }

    private static int reach(int count, int stride, int kernel, int length, int before, int after) {
        return Math.max(after, (count - 1) * stride + kernel - length - before);
    }

    private static boolean isPlain(Window window, Size2d after) {
        return window.before().equals(after)
                && 2 * after.height() <= window.kernel().height()
                && 2 * after.width() <= window.kernel().width();
    }

    private static void max(Call call) {
        if (call.hasOutput(1)) {
            throw new OnnxException("gives out where the largest values were, which cannot be read");
        }
        Value x = call.value(0);
        Value images = Images.of(call, x);
        Window window = window(call, x);
        Size2d after = reach(window, Images.size(images), counts(call, window, Images.size(images)));
        Size2d padding = Size2d.square(0);
        if (isPlain(window, after)) {
            padding = after;
        } else if (isNeverNegative(call, images)) {
            images = Borders.zeros(call, images, window.before(), after);
        } else {
            images = Borders.lowest(call, images, window.before(), after);
        }
        Value pooled = call.add(new MaxPool2d(window.kernel(), window.stride(), padding), images);
        call.put(0, Images.back(call, x, pooled), call.operand(0).kind());
    }

    /** Zeros around such images win no maximum that they should not. */
    private static boolean isNeverNegative(Call call, Value x) {
        Op op = call.reading().op(x);
        return op instanceof Relu || op instanceof Relu6 || op instanceof Sigmoid;
    }

    private static void average(Call call) {
        Value x = call.value(0);
        Value images = Images.of(call, x);
        Window window = window(call, x);
        Size2d size = Images.size(images);
        Size2d counts = counts(call, window, size);
        Size2d after = reach(window, size, counts);
        Size2d padding = Size2d.square(0);
        if (isPlain(window, after)) {
            padding = after;
        } else {
            images = Borders.zeros(call, images, window.before(), after);
        }
        Value pooled = call.add(new AveragePool2d(window.kernel(), window.stride(), padding), images);
        call.put(0, Images.back(call, x, corrected(call, pooled, window, size)), Kind.FLOAT);
    }

    /** Means over what counts: not the border, unless the node says so, and never what lies behind it. */
    private static Value corrected(Call call, Value pooled, Window window, Size2d size) {
        int[] dims = {1, 1, pooled.shape().dim(2), pooled.shape().dim(3)};
        call.allow(dims);
        boolean border = call.attributes().flag("count_include_pad", false);
        int[] high = counted(
                size.height(),
                window.before().height(),
                window.after().height(),
                window.kernel().height(),
                window.stride().height(),
                pooled.shape().dim(2),
                border);
        int[] wide = counted(
                size.width(),
                window.before().width(),
                window.after().width(),
                window.kernel().width(),
                window.stride().width(),
                pooled.shape().dim(3),
                border);
        int area = Math.multiplyExact(window.kernel().height(), window.kernel().width());
        float[] factors = new float[high.length * wide.length];
        boolean all = true;
        for (int i = 0; i < factors.length; i++) {
            int counted = high[i / wide.length] * wide[i % wide.length];
            factors[i] = counted == 0 ? 0 : (float) area / counted;
            all &= counted == area;
        }
        if (all) {
            return pooled;
        }
        return call.add(new Multiply(), pooled, call.constant(Tensor.floats(dims, factors)));
    }

    private static int[] counted(
            int length, int before, int after, int kernel, int stride, int windows, boolean border) {
        int least = border ? 0 : before;
        int most = border ? before + length + after : before + length;
        return IntStream.range(0, windows)
                .map(i -> Math.max(0, Math.min(i * stride + kernel, most) - Math.max(i * stride, least)))
                .toArray();
    }

    private static void globalAverage(Call call) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        if (rank == 4) {
            Value means = call.add(new GlobalAveragePool(), x);
            call.result(new Reshape(x.shape().withDim(2, 1).withDim(3, 1)), means);
        } else {
            call.result(new Reduce(Reduce.Reducer.MEAN, positions(rank), true), x);
        }
    }

    private static void globalMax(Call call) {
        Value x = call.value(0);
        call.result(new Reduce(Reduce.Reducer.MAX, positions(x.shape().rank()), true), x);
    }

    private static List<Integer> positions(int rank) {
        return IntStream.range(2, rank).boxed().toList();
    }
}
