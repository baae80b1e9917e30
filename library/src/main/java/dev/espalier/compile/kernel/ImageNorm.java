package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * Each channel normalised by its own mean and variance over all pixels, times a scale, plus a shift.
 *
 * @param epsilon added to the variance
 * @param scale one for each channel
 * @param shift one for each channel
 * @param formula what becomes of each number
 * @param image where the images are
 * @param output where the result goes
 */
public record ImageNorm(double epsilon, float[] scale, float[] shift, Expr formula, Blocked image, Blocked output)
        implements Task {

    @Override
    public List<Layout> inputs() {
        return List.of(image);
    }

    @Override
    public String signature() {
        return "norm " + epsilon + " of " + image + " " + output + " " + formula;
    }
}
