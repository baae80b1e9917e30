package dev.espalier.onnx;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.Arrays;

/** Convolutions of images and signals. */
final class ConvolutionImports {

    private ConvolutionImports() {}

    static void register(Registry registry) {
        registry.accept("Conv", call -> convolve(call, weight(call)));
        registry.accept("ConvTranspose", ConvolutionImports::transpose);
    }

    /** The weights as [.., .., height, width]. */
    private static Value weight(Call call) {
        int[] dims = call.operand(1).dims();
        if (dims.length == 4) {
            return call.value(1, Role.WEIGHT);
        }
        if (dims.length != 3) {
            throw new OnnxException("has weights of dimensions " + Arrays.toString(dims)
                    + "; images [N, C, H, W] and signals [N, C, L] can be read");
        }
        int[] wide = {dims[0], dims[1], 1, dims[2]};
        return call.isKnown(1)
                ? call.parameter(1, Role.WEIGHT, "wide", weight -> weight.reshaped(wide))
                : call.add(new Reshape(Shape.of(wide)), call.value(1));
    }

    private static Window window(Call call, Value x) {
        int[] weight = call.operand(1).dims();
        int[] kernel = Arrays.copyOfRange(weight, 2, weight.length);
        int[] extent = Images.extent(x);
        if (extent.length != kernel.length) {
            throw new OnnxException("applies weights of dimensions " + Arrays.toString(weight) + " to " + x.shape());
        }
        if (call.attributes().has("kernel_shape")
                && !Arrays.equals(Window.ints(call, "kernel_shape", kernel.length, 1), kernel)) {
            throw new OnnxException(
                    "has another kernel_shape than its weights of dimensions " + Arrays.toString(weight));
        }
        return Window.of(call, kernel, extent);
    }

    private static Value[] operands(Call call, Value images, Value weight) {
        return call.has(2) ? new Value[] {images, weight, call.value(2, Role.BIAS)} : new Value[] {images, weight};
    }

    private static void convolve(Call call, Value weight) {
        Value x = call.value(0);
        Window window = window(call, x);
        Size2d common = window.common();
        Value images =
                Borders.zeros(call, Images.of(call, x), minus(window.before(), common), minus(window.after(), common));
        int groups = call.attributes().integer("group", 1);
        Conv2d conv =
                new Conv2d(weight.shape().dim(0), window.kernel(), window.stride(), common, window.dilation(), groups);
        if (x.shape().rank() == 4) {
            call.result(conv, operands(call, images, weight));
        } else {
            call.put(0, Images.back(call, x, call.add(conv, operands(call, images, weight))), Kind.FLOAT);
        }
    }

    private static Size2d minus(Size2d a, Size2d b) {
        return new Size2d(a.height() - b.height(), a.width() - b.width());
    }

    private static void transpose(Call call) {
        Value x = call.value(0);
        Value weight = weight(call);
        Window window = window(call, x);
        int axes = Images.extent(x).length;
        int[] extra = Window.ints(call, "output_padding", axes, 0);
        Size2d outputPadding = axes == 1 ? new Size2d(0, extra[0]) : new Size2d(extra[0], extra[1]);
        int groups = call.attributes().integer("group", 1);
        Value images = Images.of(call, x);
        boolean fits = !call.attributes().has("output_shape") && window.isSymmetric();
        if (!fits || call.attributes().text("auto_pad", "NOTSET").startsWith("SAME")) {
            window = cut(call, window, Images.size(images), axes);
        }
        Size2d common = window.common();
        ConvTranspose2d conv = new ConvTranspose2d(
                Math.multiplyExact(weight.shape().dim(1), groups),
                window.kernel(),
                window.stride(),
                common,
                outputPadding,
                window.dilation(),
                groups);
        Value spread = call.add(conv, operands(call, images, weight));
        Value high = cropped(
                call,
                spread,
                2,
                window.before().height() - common.height(),
                window.after().height() - common.height());
        Value wide = cropped(
                call,
                high,
                3,
                window.before().width() - common.width(),
                window.after().width() - common.width());
        call.put(0, Images.back(call, x, wide), Kind.FLOAT);
    }

    private static Value cropped(Call call, Value x, int axis, int before, int after) {
        return Positions.slice(call, x, axis, before, x.shape().dim(axis) - before - after);
    }

    /** What is cut from each side so that the output has the extent that is asked for. */
    private static Window cut(Call call, Window window, Size2d in, int axes) {
        boolean same = call.attributes().text("auto_pad", "NOTSET").startsWith("SAME");
        boolean upper = call.attributes().text("auto_pad", "NOTSET").equals("SAME_UPPER");
        if (!same && !call.attributes().has("output_shape")) {
            return window;
        }
        int[] asked = call.attributes().has("output_shape")
                ? Window.ints(call, "output_shape", axes, 1)
                : axes == 1
                        ? new int[] {
                            Math.multiplyExact(in.width(), window.stride().width())
                        }
                        : new int[] {
                            Math.multiplyExact(in.height(), window.stride().height()),
                            Math.multiplyExact(in.width(), window.stride().width())
                        };
        int[] extra = Window.ints(call, "output_padding", axes, 0);
        int width = total(
                in.width(),
                window.stride().width(),
                window.dilation().width(),
                window.kernel().width(),
                extra[axes - 1],
                asked[axes - 1]);
        int height = axes == 1
                ? 0
                : total(
                        in.height(),
                        window.stride().height(),
                        window.dilation().height(),
                        window.kernel().height(),
                        extra[0],
                        asked[0]);
        Size2d less = new Size2d(height / 2, width / 2);
        Size2d more = new Size2d(height - height / 2, width - width / 2);
        return new Window(
                window.kernel(), window.stride(), window.dilation(), upper ? less : more, upper ? more : less);
    }

    private static int total(int in, int stride, int dilation, int kernel, int extra, int asked) {
        long total = (in - 1L) * stride + extra + dilation * (kernel - 1L) + 1 - asked;
        if (total < 0) {
            throw new OnnxException("asks for an output of " + asked + ", which is more than its windows reach");
        }
        return Math.toIntExact(total);
    }
}
