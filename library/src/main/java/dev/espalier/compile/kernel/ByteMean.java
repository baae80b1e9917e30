package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.op.Size2d;
import java.util.List;

/**
 * The sum of each window of each channel, and what becomes of it.
 *
 * @param kernel extent of a window, all of them inside the image
 * @param stride step between windows
 * @param outSize of the result
 * @param image where the images are
 * @param rescaling of the sums, without further tensors; its divisor makes means of them
 */
public record ByteMean(Size2d kernel, Size2d stride, Size2d outSize, Bytes image, Rescaling rescaling) implements Task {

    /** The largest magnitude a sum can have. */
    public long largest() {
        return 255L * kernel.area();
    }

    @Override
    public List<Layout> inputs() {
        return List.of(image);
    }

    @Override
    public Layout output() {
        return rescaling.result().layout();
    }

    @Override
    public String signature() {
        return "byte mean of " + kernel + " stride " + stride + " to " + outSize + " " + image + " "
                + rescaling.signature();
    }
}
