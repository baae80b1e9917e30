package dev.espalier.engine;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Conv2dInputGradient;
import dev.espalier.model.op.Conv2dWeightGradient;
import dev.espalier.model.op.ConvTranspose2d;
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
            if (windowsCover(conv, upstream, out)) {
                Native.convolution("deconv2d", arrays(upstream, weight), arrays(out), conv, Native.KERNEL_LAST);
            } else {
                spreadAndGather("conv2d_bp", conv, Native.KERNEL_LAST, upstream, weight, out, scratch);
            }
        } else if (isDepthwise(conv, out)) {
            INDArray reordered = kernelFirst(weight, out.size(1));
            spreadAndGather("depthwise_conv2d_bp", conv, Native.KERNEL_FIRST, upstream, reordered, out, scratch);
        } else {
            Conv2d one = oneGroup(conv);
            for (int group = 0; group < conv.groups(); group++) {
                INDArray part = copy(channels(upstream, group, conv), scratch);
                INDArray target = channels(out, group, conv);
                INDArray result = scratch.like(target);
                spread(one, part, rows(weight, group, conv), result, scratch);
                target.assign(result);
                scratch.give(part);
                scratch.give(result);
            }
        }
    }

    /**
     * Whether the windows end where the images end. ND4J's transposed convolution knows no other case; the stride may make
     * a convolution skip the images' last rows or columns.
     */
    private static boolean windowsCover(Conv2d conv, INDArray upstream, INDArray images) {
        long height = (upstream.size(2) - 1) * conv.stride().height()
                + (long) conv.dilation().height() * (conv.kernel().height() - 1)
                + 1;
        long width = (upstream.size(3) - 1) * conv.stride().width()
                + (long) conv.dilation().width() * (conv.kernel().width() - 1)
                + 1;
        return images.size(2) + 2L * conv.padding().height() == height
                && images.size(3) + 2L * conv.padding().width() == width;
    }

    /** The gradient with respect to the images by the operator that computes both; the other one is dropped. */
    private static void spreadAndGather(
            String name, Conv2d conv, int layout, INDArray upstream, INDArray weight, INDArray out, Scratch scratch) {
        INDArray images = scratch.like(out).assign(0);
        INDArray dropped = scratch.like(weight);
        Native.convolution(name, arrays(images, weight, upstream), arrays(out, dropped), conv, layout);
        scratch.give(images);
        scratch.give(dropped);
    }

    /** The gradient with respect to the weight. ND4J computes both in one call; the other one is dropped. */
    private static void gather(Conv2d conv, INDArray images, INDArray upstream, INDArray out, Scratch scratch) {
        if (conv.groups() == 1 || isDepthwise(conv, images)) {
            boolean depthwise = conv.groups() > 1;
            INDArray gradient = depthwise ? kernelFirst(out, images.size(1)) : out;
            INDArray dropped = scratch.like(images);
            INDArray weight = scratch.like(gradient).assign(0);
            Native.convolution(
                    depthwise ? "depthwise_conv2d_bp" : "conv2d_bp",
                    arrays(images, weight, upstream),
                    arrays(dropped, gradient),
                    conv,
                    depthwise ? Native.KERNEL_FIRST : Native.KERNEL_LAST);
            scratch.give(dropped);
            scratch.give(weight);
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
