package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * Sums of levels, pixel by pixel: what a rescaling adds to nothing.
 *
 * @param height of the images
 * @param width of the images
 * @param rescaling of sums that are 0
 */
public record ByteSum(int height, int width, Rescaling rescaling) implements Task {

    @Override
    public List<Layout> inputs() {
        return rescaling.further();
    }

    @Override
    public Layout output() {
        return rescaling.result().layout();
    }

    @Override
    public String signature() {
        return "byte sum " + height + "x" + width + " " + rescaling.signature();
    }
}
