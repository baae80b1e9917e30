package dev.espalier.compile.training;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Size2d;

/**
 * A convolution whose result is as large as its images, as code sees it. Tensors are [blocks, channels, height, width, lanes]
 * with as many images of a batch in a block as vectors have lanes, so that a weight is a number that a vector of pixels is
 * multiplied by, and no vector is ever read from between two places.
 *
 * @param in channels
 * @param out filters
 * @param height of images and result
 * @param width of images and result
 * @param kernel odd in both directions
 * @param patterns the distinct kernels, as bits
 */
record LaneConvolution(int in, int out, int height, int width, Size2d kernel, int[] patterns) {

    /** Whether there is code for a convolution. */
    static boolean fits(Conv2d op) {
        return op.groups() == 1
                && op.stride().equals(Size2d.square(1))
                && op.dilation().equals(Size2d.square(1))
                && op.kernel().height() == 2 * op.padding().height() + 1
                && op.kernel().width() == 2 * op.padding().width() + 1
                && op.kernel().area() < Integer.SIZE;
    }
}
