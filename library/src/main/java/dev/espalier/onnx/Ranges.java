package dev.espalier.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Positions along one axis that a Slice takes.
 *
 * @param axis counted from 0
 * @param from the first
 * @param step from one to the next; negative backwards
 * @param count how many
 */
record Ranges(int axis, int from, int step, int count) {

    /** What a Slice says: attributes up to operator set 9, inputs since. */
    static List<Ranges> of(Call call) {
        int[] dims = call.operand(0).dims();
        long[] starts = required(call, "starts", 1);
        long[] ends = required(call, "ends", 2);
        long[] axes = call.integers("axes", 3);
        long[] steps = call.opset() < 10 ? null : call.integers("steps", 4);
        if (ends.length != starts.length
                || axes != null && axes.length != starts.length
                || steps != null && steps.length != starts.length
                || starts.length > dims.length) {
            throw new OnnxException(
                    "takes " + starts.length + " slices, but names other numbers of ends, axes or steps");
        }
        if (axes != null) {
            Call.axes(axes, dims.length);
        }
        List<Ranges> ranges = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : Call.axis(axes[i], dims.length);
            ranges.add(of(axis, dims[axis], starts[i], ends[i], steps == null ? 1 : steps[i]));
        }
        return ranges;
    }

    private static long[] required(Call call, String name, int input) {
        long[] numbers = call.opset() < 10 ? call.attributes().integers(name).orElse(null) : call.integers(name, input);
        if (numbers == null) {
            throw new OnnxException("does not say its " + name);
        }
        return numbers;
    }

    private static Ranges of(int axis, int length, long start, long end, long step) {
        if (step == 0) {
            throw new OnnxException("takes steps of 0 along axis " + axis);
        }
        if (length < 0) {
            if (start == 0 && end >= Integer.MAX_VALUE && step == 1) {
                return new Ranges(axis, 0, 1, length);
            }
            throw new OnnxException("takes a slice of the open batch; fix the batch size");
        }
        long from = start < 0 ? Math.max(start, -Integer.MAX_VALUE) + length : start;
        long to = end < 0 ? Math.max(end, -Integer.MAX_VALUE) + length : end;
        long first = step > 0 ? clamp(from, 0, length) : clamp(from, 0, length - 1);
        long last = step > 0 ? clamp(to, 0, length) : clamp(to, -1, length - 1);
        long stride = clamp(step, -Integer.MAX_VALUE, Integer.MAX_VALUE);
        long count = Math.max(0, (last - first + stride - Long.signum(stride)) / stride);
        return new Ranges(axis, (int) Math.max(first, 0), (int) stride, (int) count);
    }

    private static long clamp(long x, long least, long most) {
        return Math.min(Math.max(x, least), most);
    }

    /** Whether all of an axis of this length is taken in order. */
    boolean isWhole(int length) {
        return from == 0 && step == 1 && count == length;
    }

    int[] positions() {
        return IntStream.range(0, count).map(i -> from + i * step).toArray();
    }

    /** What a known tensor has there. */
    static Tensor of(Call call, Tensor tensor, List<Ranges> ranges) {
        int[] dims = tensor.dims();
        int[] strides = Tensor.strides(dims);
        int offset = 0;
        for (Ranges range : ranges) {
            offset += range.from * strides[range.axis];
            strides[range.axis] *= range.step;
            dims[range.axis] = range.count;
        }
        int first = offset;
        return tensor.picked(call.allow(dims), i -> first + Tensor.offset(i, dims, strides));
    }

    @Override
    public String toString() {
        return "axis " + axis + " at " + Arrays.toString(positions());
    }
}
