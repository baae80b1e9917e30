package dev.espalier.engine;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Conv2dInputGradient;
import dev.espalier.model.op.Conv2dWeightGradient;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Size2d;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolutions and their gradients. ND4J has operators for one group and for one group per channel; anything between is
 * done group by group.
 */
final class Convolutions {

    private Convolutions() {}

    static void convolve(Conv2d op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray images = in[0];
        INDArray weight = in[1];
        if (op.groups() == 1) {
            Native.convolution("conv2d", arrays(images, weight), arrays(out), op, Native.KERNEL_LAST);
        } else if (isDepthwise(op, images)) {
            INDArray reordered = kernelFirst(weight, images.size(1));
            Native.convolution("depthwise_conv2d", arrays(images, reordered), arrays(out), op, Native.KERNEL_FIRST);
        } else {
            Conv2d one = oneGroup(op);
            for (int group = 0; group < op.groups(); group++) {
                INDArray part = copy(channels(images, group, op), scratch);
                INDArray result = scratch.take(out.dataType(), out.size(0), one.out(), out.size(2), out.size(3));
                convolve(one, arrays(part, rows(weight, group, op)), result, scratch);
                channels(out, group, op).assign(result);
                scratch.give(part);
                scratch.give(result);
            }
        }
        if (in.length == 3) {
            Grouping.byChannel(out).add(out, in[2], out);
        }
    }

    static void inputGradient(Conv2dInputGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        spread(op.convolution(), in[0], in[1], out, scratch);
    }

    static void transposed(ConvTranspose2d op, INDArray[] in, INDArray out, Scratch scratch) {
        spread(op.transposed((int) in[0].size(1)), in[0], in[1], out, scratch);
        if (in.length == 3) {
            Grouping.byChannel(out).add(out, in[2], out);
        }
    }

    static void weightGradient(Conv2dWeightGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        gather(op.convolution(), in[0], in[1], out, scratch);
    }

    /** The gradient with respect to the images, of the output array's extent. */
    private static void spread(Conv2d conv, INDArray upstream, INDArray weight, INDArray out, Scratch scratch) {
        if (conv.groups() == 1) {
            spreadOneGroup(conv, upstream, weight, out, scratch);
            return;
        }
        Conv2d one = oneGroup(conv);
        for (int group = 0; group < conv.groups(); group++) {
            INDArray part = copy(channels(upstream, group, conv), scratch);
            INDArray target = channels(out, group, conv);
            INDArray result = scratch.like(target);
            spreadOneGroup(one, part, rows(weight, group, conv), result, scratch);
            target.assign(result);
            scratch.give(part);
            scratch.give(result);
        }
    }

    /**
     * ND4J's transposed convolution has exactly the extent that its windows cover. Where the images reach further, because
     * the stride skips their last rows or columns, it runs without padding and the part inside the images is copied.
     */
    private static void spreadOneGroup(Conv2d conv, INDArray upstream, INDArray weight, INDArray out, Scratch scratch) {
        long height = covered(
                upstream.size(2),
                conv.kernel().height(),
                conv.stride().height(),
                conv.dilation().height());
        long width = covered(
                upstream.size(3),
                conv.kernel().width(),
                conv.stride().width(),
                conv.dilation().width());
        long top = conv.padding().height();
        long left = conv.padding().width();
        if (out.size(2) == height - 2 * top && out.size(3) == width - 2 * left) {
            Native.convolution("deconv2d", arrays(upstream, weight), arrays(out), conv, Native.KERNEL_LAST);
            return;
        }
        Conv2d unpadded =
                new Conv2d(conv.out(), conv.kernel(), conv.stride(), Size2d.square(0), conv.dilation(), conv.groups());
        INDArray whole = scratch.take(out.dataType(), out.size(0), out.size(1), height, width);
        Native.convolution("deconv2d", arrays(upstream, weight), arrays(whole), unpadded, Native.KERNEL_LAST);
        long bottom = Math.min(height, top + out.size(2));
        long right = Math.min(width, left + out.size(3));
        out.assign(0);
        if (bottom > top && right > left) {
            out.get(all(), all(), interval(0, bottom - top), interval(0, right - left))
                    .assign(whole.get(all(), all(), interval(top, bottom), interval(left, right)));
        }
        scratch.give(whole);
    }

    private static long covered(long windows, int kernel, int stride, int dilation) {
        return (windows - 1) * stride + (long) dilation * (kernel - 1) + 1;
    }

    /** The gradient with respect to the weight. */
    private static void gather(Conv2d conv, INDArray images, INDArray upstream, INDArray out, Scratch scratch) {
        // ND4J computes both gradients in one call and wants a place for the other one.
        if (conv.groups() == 1) {
            INDArray unused = scratch.like(images);
            INDArray[] inputs = arrays(images, out, upstream);
            Native.convolution("conv2d_bp", inputs, arrays(unused, out), conv, Native.KERNEL_LAST);
            scratch.give(unused);
        } else if (isDepthwise(conv, images)) {
            INDArray unused = scratch.like(images);
            INDArray gradient = kernelFirst(out, images.size(1));
            INDArray[] inputs = arrays(images, gradient.dup('c'), upstream);
            Native.convolution("depthwise_conv2d_bp", inputs, arrays(unused, gradient), conv, Native.KERNEL_FIRST);
            scratch.give(unused);
        } else {
            Conv2d one = oneGroup(conv);
            for (int group = 0; group < conv.groups(); group++) {
                INDArray imagesPart = copy(channels(images, group, conv), scratch);
                INDArray upstreamPart = copy(channels(upstream, group, conv), scratch);
                gather(one, imagesPart, upstreamPart, rows(out, group, conv), scratch);
                scratch.give(imagesPart);
                scratch.give(upstreamPart);
            }
        }
    }

    private static boolean isDepthwise(Conv2d conv, INDArray images) {
        return conv.groups() == images.size(1);
    }

    private static Conv2d oneGroup(Conv2d conv) {
        return new Conv2d(conv.out() / conv.groups(), conv.kernel(), conv.stride(), conv.padding(), conv.dilation(), 1);
    }

    /** Depthwise weights [C m, 1, kH, kW] as the only form ND4J is fast in, [kH, kW, C, m]; a view. */
    private static INDArray kernelFirst(INDArray weight, long channels) {
        return weight.reshape('c', channels, weight.size(0) / channels, weight.size(2), weight.size(3))
                .permute(2, 3, 0, 1);
    }

    /** One group's channels of images; a view. */
    private static INDArray channels(INDArray images, int group, Conv2d conv) {
        long count = images.size(1) / conv.groups();
        return images.get(all(), interval(group * count, (group + 1) * count), all(), all());
    }

    /** One group's filters; a view, dense because filters come first. */
    private static INDArray rows(INDArray weight, int group, Conv2d conv) {
        long count = weight.size(0) / conv.groups();
        return weight.get(interval(group * count, (group + 1) * count), all(), all(), all());
    }

    private static INDArray copy(INDArray view, Scratch scratch) {
        return scratch.like(view).assign(view);
    }

    private static INDArray[] arrays(INDArray... arrays) {
        return arrays;
    }
}
