package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * The mean of each channel over all pixels.
 *
 * @param image where the images are
 * @param output an image of one pixel
 */
public record ImageMean(Blocked image, Blocked output) implements Task {

    @Override
    public List<Layout> inputs() {
        return List.of(image);
    }

    @Override
    public String signature() {
        return "mean of " + image + " " + output;
    }
}
