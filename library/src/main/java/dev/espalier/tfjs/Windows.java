package dev.espalier.tfjs;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.Locale;

/** Operators that move over images: pooling, borders, other extents. */
final class Windows {

    private Windows() {}

    static Result maxPool(Call call) {
        call.expectChannelsLast();
        Value images = call.image(0);
        Size2d kernel = call.size("ksize");
        Size2d stride = call.size("strides");
        Padding padding = Padding.of(call, images.shape(), kernel, stride, Size2d.square(1));
        Value padded = padding.around(call, images);
        // A border of zeros in place of TensorFlow's of minus infinity.
        if (!padded.equals(images) && !call.isNeverNegative(0)) {
            throw call.fault("its window reaches further over one edge than over the other, and so over zeros; that is"
                    + " right only after a rectifier");
        }
        return Result.image(call.add(new MaxPool2d(kernel, stride, padding.ofWindow()), padded));
    }

    static Result averagePool(Call call) {
        call.expectChannelsLast();
        Value images = call.image(0);
        Size2d kernel = call.size("ksize");
        Size2d stride = call.size("strides");
        if (!Padding.of(call, images.shape(), kernel, stride, Size2d.square(1)).isNone()) {
            throw call.fault("its window reaches over the edge of " + images.shape()
                    + ", where TensorFlow averages fewer pixels; only windows within the image can be read");
        }
        return Result.image(call.add(new AveragePool2d(kernel, stride, Size2d.square(0)), images));
    }

    /** Inputs: images, and [4, 2] pixels before and after along each axis. */
    static Result pad(Call call) {
        float[] filling = call.inputs() > 2 ? call.constant(2).numbers() : new float[1];
        if (filling.length != 1 || filling[0] != 0) {
            throw call.fault("it pads with " + (filling.length == 1 ? filling[0] : "no single number")
                    + "; only zeros can be had");
        }
        Padding border = border(call);
        Value images = call.image(0);
        int channelsBefore = call.constant(1).integers()[6];
        int channelsAfter = call.constant(1).integers()[7];
        Value padded = border.zeros(call, images);
        if (channelsBefore > 0 || channelsAfter > 0) {
            padded = call.add(PadAxis.channels(channelsBefore, channelsAfter), padded);
        }
        return Result.image(padded);
    }

    static Result mirrorPad(Call call) {
        Padding border = border(call);
        String mode = call.attributes().text("mode", "REFLECT").toUpperCase(Locale.ROOT);
        int[] all = call.constant(1).integers();
        if (!mode.equals("REFLECT") || border.ofWindow().equals(Size2d.square(0)) || all[6] > 0 || all[7] > 0) {
            throw call.fault("mode " + mode + " with borders " + border
                    + "; only REFLECT with the same border on both sides can be had");
        }
        return Result.image(call.add(new Pad2d(border.ofWindow(), Pad2d.Mode.REFLECT), call.image(0)));
    }

    private static Padding border(Call call) {
        int[] pixels = call.constant(1, 2).integers();
        if (pixels.length != 8 || pixels[0] != 0 || pixels[1] != 0) {
            throw call.fault("its paddings have shape " + call.constant(1).shape()
                    + "; they must be [4, 2], with no padding of the batch");
        }
        for (int count : pixels) {
            if (count < 0) {
                throw call.fault("it pads with " + count + " pixels; at least 0");
            }
        }
        return new Padding(pixels[2], pixels[3], pixels[4], pixels[5]);
    }

    static Result bilinear(Call call) {
        boolean corners = call.attributes().flag("align_corners");
        if (!corners && !call.attributes().flag("half_pixel_centers")) {
            throw call.fault("it has neither half_pixel_centers nor align_corners; one of them must be set");
        }
        return resized(call, new Resize2d(extent(call), Resize2d.Mode.BILINEAR, corners));
    }

    static Result nearest(Call call) {
        if (call.attributes().flag("align_corners") || call.attributes().flag("half_pixel_centers")) {
            throw call.fault("it has align_corners or half_pixel_centers set; neither can be had");
        }
        return resized(call, Resize2d.nearest(extent(call)));
    }

    /** Every pixel several times, along each axis as often as {@code size} says. */
    static Result upSampling(Call call) {
        List<Integer> times = call.attributes().integers("size");
        if (times.size() != 2) {
            throw call.fault("its size holds " + times.size() + " numbers; how often rows and columns are repeated");
        }
        Size2d images = Size2d.of(call.image(0).shape());
        Size2d extent = new Size2d(
                Math.multiplyExact(images.height(), times.get(0)), Math.multiplyExact(images.width(), times.get(1)));
        return resized(call, Resize2d.nearest(extent));
    }

    private static Result resized(Call call, Resize2d resize) {
        return Result.image(call.add(resize, call.image(0)));
    }

    private static Size2d extent(Call call) {
        int[] extent = call.constant(1, 1).integers();
        if (extent.length != 2) {
            throw call.fault("its size holds " + extent.length + " numbers; height and width");
        }
        return new Size2d(extent[0], extent[1]);
    }
}
