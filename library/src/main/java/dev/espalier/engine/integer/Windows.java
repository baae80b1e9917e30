package dev.espalier.engine.integer;

import dev.espalier.model.op.Conv2d;

/** Where a weight of a convolution meets the images. */
final class Windows {

    private final Conv2d conv;
    private final int channels;
    private final int height;
    private final int width;
    private final int outHeight;
    private final int outWidth;

    Windows(Conv2d conv, long[] images, long[] out) {
        this.conv = conv;
        channels = (int) images[1];
        height = (int) images[2];
        width = (int) images[3];
        outHeight = (int) out[2];
        outWidth = (int) out[3];
    }

    int outArea() {
        return outHeight * outWidth;
    }

    /** Adds what a weight, counted in row order, gives to an output channel of an image. */
    void add(int image, int out, int weight, long[] numbers, Accumulator accumulator) {
        int inPerGroup = channels / conv.groups();
        int area = conv.kernel().area();
        int place = weight % (inPerGroup * area);
        int channel = out / (conv.out() / conv.groups()) * inPerGroup + place / area;
        int down = place % area / conv.kernel().width() * conv.dilation().height()
                - conv.padding().height();
        int right = place % conv.kernel().width() * conv.dilation().width()
                - conv.padding().width();
        int firstRow = first(down, conv.stride().height());
        int lastRow = last(down, conv.stride().height(), height, outHeight);
        int firstColumn = first(right, conv.stride().width());
        int count = last(right, conv.stride().width(), width, outWidth) - firstColumn + 1;
        for (int row = firstRow; row <= lastRow && count > 0; row++) {
            int from =
                    ((image * channels + channel) * height + row * conv.stride().height() + down) * width
                            + firstColumn * conv.stride().width()
                            + right;
            accumulator.add(numbers, from, conv.stride().width(), row * outWidth + firstColumn, 1, count);
        }
    }

    /** The first output whose window has a weight, so far from the window's start, inside the image. */
    static int first(int offset, int stride) {
        return offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    }

    /** The last one. */
    static int last(int offset, int stride, int length, int outputs) {
        return Math.min(outputs - 1, Math.floorDiv(length - 1 - offset, stride));
    }
}
