package dev.espalier.tfjs;

import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.List;

/**
 * How many pixels a window may reach over the edges of an image. TensorFlow's SAME gives an odd pixel to the bottom and
 * right, which a convolution's own padding cannot.
 */
record Padding(int top, int bottom, int left, int right) {

    private static final Size2d NONE = Size2d.square(0);

    /**
     * What a node asks for.
     *
     * @param images [N, C, H, W]
     */
    static Padding of(Call call, Shape images, Size2d kernel, Size2d stride, Size2d dilation) {
        String padding = call.attributes().text("padding", "VALID");
        return switch (padding) {
            case "VALID" -> new Padding(0, 0, 0, 0);
            case "SAME" -> {
                int height = same(images.dim(2), kernel.height(), stride.height(), dilation.height());
                int width = same(images.dim(3), kernel.width(), stride.width(), dilation.width());
                yield new Padding(height / 2, height - height / 2, width / 2, width - width / 2);
            }
            case "EXPLICIT" -> explicit(call);
            default -> throw call.fault("padding is '" + padding + "'; there are SAME, VALID and EXPLICIT");
        };
    }

    private static int same(int length, int kernel, int stride, int dilation) {
        long windows = (length + (long) stride - 1) / Math.max(stride, 1);
        long reach = (windows - 1) * stride + (kernel - 1L) * dilation + 1;
        return Math.toIntExact(Math.max(0, reach - length));
    }

    private static Padding explicit(Call call) {
        List<Integer> eight = call.attributes().integers("explicit_paddings");
        if (eight.size() != 8 || eight.stream().anyMatch(pixels -> pixels < 0)) {
            throw call.fault("explicit_paddings are " + eight + "; there must be 8, none below 0");
        }
        return new Padding(eight.get(2), eight.get(3), eight.get(4), eight.get(5));
    }

    boolean isNone() {
        return top == 0 && bottom == 0 && left == 0 && right == 0;
    }

    /** What the window itself can add. */
    Size2d ofWindow() {
        return isEven() ? new Size2d(top, left) : NONE;
    }

    /** The images with what the window cannot add, in zeros. */
    Value around(Call call, Value images) {
        return isEven() ? images : zeros(call, images);
    }

    /** The images with all of it, in zeros. */
    Value zeros(Call call, Value images) {
        Value tall = top == 0 && bottom == 0 ? images : call.add(new PadAxis(2, top, bottom), images);
        return left == 0 && right == 0 ? tall : call.add(new PadAxis(3, left, right), tall);
    }

    private boolean isEven() {
        return top == bottom && left == right;
    }
}
