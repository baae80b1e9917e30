package dev.espalier.model.op;

import java.util.List;

/** The checks that operators share when they infer shapes. */
final class Operands {

    private Operands() {}

    /** Fails unless the number of inputs is one of those allowed. */
    static void expectCount(List<Shape> inputs, String what, int... allowed) {
        for (int count : allowed) {
            if (inputs.size() == count) {
                return;
            }
        }
        throw new ShapeException("expects the inputs " + what + ", found " + inputs.size() + ": " + inputs);
    }

    /** Fails unless the shape is that of a batch of images, [N, C, H, W]. */
    static Shape expectImages(Shape shape) {
        if (shape.rank() != 4) {
            throw new ShapeException(
                    "expects images [N, C, H, W], found " + shape + "; put it before the layer that flattens");
        }
        return shape;
    }

    /** Fails unless the shape has this axis and its length is known. */
    static Shape expectAxis(Shape shape, int axis) {
        if (axis >= shape.rank()) {
            throw new ShapeException("works along axis " + axis + ", but " + shape + " has only " + shape.rank()
                    + (shape.rank() == 1 ? " axis" : " axes") + ", counted from 0");
        }
        if (shape.dim(axis) == Shape.BATCH) {
            throw new ShapeException("works along axis " + axis + ", which is the open batch of " + shape
                    + "; choose another axis or fix the batch size");
        }
        return shape;
    }

    /** Fails unless a parameter has exactly this shape. */
    static void expectShape(String what, Shape expected, Shape found) {
        if (!expected.equals(found)) {
            throw new ShapeException("expects " + what + " of shape " + expected + ", found " + found);
        }
    }

    /** Fails unless the shape has an axis of this number. */
    static Shape expectAxis(int axis, Shape shape) {
        if (axis >= shape.rank()) {
            throw new ShapeException("expects an axis " + axis + " counted from 0, found " + shape);
        }
        return shape;
    }

    /** The output length of a sliding window along one axis. */
    static int slide(String axis, int length, int kernel, int stride, int padding, int dilation) {
        int window = window(kernel, dilation);
        int padded = padded(length, padding);
        if (padded < window) {
            throw new ShapeException("its window spans " + window + " along the " + axis + ", but the input has only "
                    + length + " + " + 2 * padding + " of padding; use a smaller kernel or more padding");
        }
        return (padded - window) / stride + 1;
    }

    /** How far the taps of a kernel reach. */
    static int window(int kernel, int dilation) {
        return length(dilation * (kernel - 1L) + 1);
    }

    /** A length with a border on both sides. */
    static int padded(int length, int padding) {
        return length(length + 2L * padding);
    }

    /** A length that fits into 31 bits. */
    static int length(long length) {
        if (length != (int) length) {
            throw new ShapeException("reaches over " + length + " positions; dimensions are less than 2^31");
        }
        return (int) length;
    }

    static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be at least 1");
        }
        return value;
    }

    static double finite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be a finite number");
        }
        return value;
    }

    static int notNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is " + value + "; it must not be negative");
        }
        return value;
    }

    /** Fails unless a pooling window makes sense. */
    static void checkWindow(Size2d kernel, Size2d stride, Size2d padding) {
        kernel.positive("kernel");
        stride.positive("stride");
        padding.notNegative("padding");
        if (padding.height() > kernel.height() / 2 || padding.width() > kernel.width() / 2) {
            throw new IllegalArgumentException(
                    "padding (=" + padding + ") must be at most half of the kernel (=" + kernel + ")");
        }
    }

    /** The shape of images after a pooling window went over them. */
    static Shape pool(List<Shape> inputs, Size2d kernel, Size2d stride, Size2d padding) {
        expectCount(inputs, "(images)", 1);
        Shape images = expectImages(inputs.get(0));
        return images.withDim(2, slide("height", images.dim(2), kernel.height(), stride.height(), padding.height(), 1))
                .withDim(3, slide("width", images.dim(3), kernel.width(), stride.width(), padding.width(), 1));
    }

    /** Fails unless the output channels can be divided into groups. */
    static void checkGroups(int out, int groups) {
        positive("output channels", out);
        positive("groups", groups);
        if (out % groups != 0) {
            throw new IllegalArgumentException(
                    "output channels (=" + out + ") must be divisible by groups (=" + groups + ")");
        }
    }

    /** The channels of images, if they can be divided into groups. */
    static int groupedChannels(Shape images, int groups) {
        int channels = expectImages(images).dim(1);
        if (channels % groups != 0) {
            throw new ShapeException(
                    "input channels (=" + channels + ") must be divisible by groups (=" + groups + ")");
        }
        return channels;
    }
}
