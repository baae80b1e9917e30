package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * Each channel normalised by its own mean and variance over all pixels, times a scale, plus a shift.
 *
 * @param epsilon added to the variance
 * @param scale one for each channel
 * @param shift one for each channel
 * @param formula what becomes of each number; its inputs are 1, 2, ... and have the image's shape
 * @param image where the images are
 * @param further where the formula's inputs are, which have the image's layout, but perhaps another halo
 * @param output where the result goes
 */
public record ImageNorm(
        double epsilon, float[] scale, float[] shift, Expr formula, Blocked image, List<Layout> further, Blocked output)
        implements Task {

    public ImageNorm {
        further = List.copyOf(further);
    }

    @Override
    public List<Layout> inputs() {
        List<Layout> inputs = new ArrayList<>(List.of(image));
        inputs.addAll(further);
        return inputs;
    }

    @Override
    public String signature() {
        return "norm " + epsilon + " of " + inputs() + " " + output + " " + formula;
    }
}
