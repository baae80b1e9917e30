package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.op.Size2d;
import java.util.List;

/**
 * The largest level of each window of each channel. What lies outside of the image takes no part.
 *
 * @param kernel extent of a window
 * @param stride step between windows
 * @param padding rows above and columns on the left that windows begin outside
 * @param image where the images are
 * @param output where the result goes, with as many lanes
 */
public record BytePooling(Size2d kernel, Size2d stride, Size2d padding, Bytes image, Bytes output) implements Task {

    public BytePooling {
        if (image.lanes() != output.lanes() || image.zero() != output.zero()) {
            throw new IllegalArgumentException(image + " cannot be pooled to " + output + ": other lanes or zeros");
        }
    }

    @Override
    public List<Layout> inputs() {
        return List.of(image);
    }

    @Override
    public String signature() {
        return "largest byte of " + kernel + " stride " + stride + " from " + padding + " " + image + " " + output;
    }
}
