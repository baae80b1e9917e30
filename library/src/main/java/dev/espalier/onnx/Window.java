package dev.espalier.onnx;

import dev.espalier.model.op.Size2d;

/**
 * How a window slides over images along height and width.
 *
 * @param kernel its extent
 * @param stride from one window to the next
 * @param dilation between its taps
 * @param before border in front
 * @param after border behind
 */
record Window(Size2d kernel, Size2d stride, Size2d dilation, Size2d before, Size2d after) {

    /**
     * What a node says about one or two axes; a single one is the width.
     *
     * @param length of the images along these axes
     */
    static Window of(Call call, int[] kernel, int[] length) {
        int axes = length.length;
        int[] stride = ints(call, "strides", axes, 1);
        int[] dilation = ints(call, "dilations", axes, 1);
        int[] pads = pads(call, kernel, stride, dilation, length);
        return new Window(
                size(kernel, 0, axes, 1),
                size(stride, 0, axes, 1),
                size(dilation, 0, axes, 1),
                size(pads, 0, axes, 0),
                size(pads, axes, axes, 0));
    }

    /** An attribute with a number for each axis. */
    static int[] ints(Call call, String name, int count, int otherwise) {
        long[] given = call.attributes().integers(name).orElse(null);
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            if (given != null && given.length != count) {
                throw new OnnxException("names " + given.length + " " + name + " where " + count + " are expected");
            }
            long number = given == null ? otherwise : given[i];
            if (number < 0 || number > 1 << 20) {
                throw new OnnxException("has " + number + " among its " + name);
            }
            numbers[i] = (int) number;
        }
        return numbers;
    }

    private static int[] pads(Call call, int[] kernel, int[] stride, int[] dilation, int[] length) {
        int axes = length.length;
        String automatic = call.attributes().text("auto_pad", "NOTSET");
        return switch (automatic) {
            case "NOTSET", "" -> ints(call, "pads", 2 * axes, 0);
            case "VALID" -> new int[2 * axes];
            case "SAME_UPPER", "SAME_LOWER" -> {
                int[] pads = new int[2 * axes];
                for (int axis = 0; axis < axes; axis++) {
                    int out = (length[axis] - 1) / Math.max(stride[axis], 1) + 1;
                    long reach = (out - 1L) * stride[axis] + dilation[axis] * (kernel[axis] - 1L) + 1;
                    int total = Math.toIntExact(Math.max(0, reach - length[axis]));
                    int lesser = total / 2;
                    boolean upper = automatic.equals("SAME_UPPER");
                    pads[axis] = upper ? lesser : total - lesser;
                    pads[axes + axis] = upper ? total - lesser : lesser;
                }
                yield pads;
            }
            default -> throw new OnnxException("pads in the unknown way '" + automatic + "'");
        };
    }

    private static Size2d size(int[] numbers, int from, int axes, int otherwise) {
        return axes == 1 ? new Size2d(otherwise, numbers[from]) : new Size2d(numbers[from], numbers[from + 1]);
    }

    /** The border that is there on both sides. */
    Size2d common() {
        return new Size2d(Math.min(before.height(), after.height()), Math.min(before.width(), after.width()));
    }

    boolean isSymmetric() {
        return before.equals(after);
    }
}
