package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.op.Size2d;
import java.util.List;

/**
 * The largest number or the mean of each window of each channel. What lies outside of the image takes no part in the largest
 * number, and in the mean as zeros.
 *
 * @param mean whether it is the mean
 * @param kernel extent of a window
 * @param stride step between windows
 * @param padding rows above and columns on the left that windows begin outside
 * @param image where the images are
 * @param output where the result goes
 */
public record Pooling(boolean mean, Size2d kernel, Size2d stride, Size2d padding, Blocked image, Blocked output)
        implements Task {

    @Override
    public List<Layout> inputs() {
        return List.of(image);
    }

    @Override
    public String signature() {
        return (mean ? "mean" : "max") + " of " + kernel + " stride " + stride + " from " + padding + " " + image + " "
                + output;
    }
}
