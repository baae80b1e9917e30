package dev.espalier.model.op;

import java.util.List;

/**
 * Images at another extent, as PyTorch's {@code interpolate} makes them for a given size and without antialiasing. Input:
 * images [N, C, H, W]. Along an axis of length n that becomes m, position i of the output lies at
 *
 * <pre>  max(0, (i + 1/2) n / m - 1/2),   with aligned corners   i (n - 1) / (m - 1),</pre>
 *
 * of the input, between two pixels that are weighted by their nearness. The nearest pixel is floor(i n / m), where n / m is
 * rounded to single precision as in PyTorch.
 *
 * @param size extent of the output
 * @param mode which pixels go into one
 * @param alignCorners whether the centres of the outermost pixels stay where they are; bilinear only
 */
public record Resize2d(Size2d size, Mode mode, boolean alignCorners) implements Op {

    /** Which pixels go into one. */
    public enum Mode {
        NEAREST,
        BILINEAR
    }

    public Resize2d {
        size.positive("output");
        if (alignCorners && mode == Mode.NEAREST) {
            throw new IllegalArgumentException("aligned corners belong to BILINEAR; with NEAREST leave them off");
        }
    }

    /** Every pixel the one that lies nearest. */
    public static Resize2d nearest(Size2d size) {
        return new Resize2d(size, Mode.NEAREST, false);
    }

    /** Every pixel a mean of the four around it, corners not aligned. */
    public static Resize2d bilinear(Size2d size) {
        return new Resize2d(size, Mode.BILINEAR, false);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images)", 1);
        Shape images = Operands.expectImages(inputs.get(0));
        return images.withDim(2, size.height()).withDim(3, size.width());
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Resize2dGradient gradient =
                new Resize2dGradient(this, Size2d.of(adjoint.input(0).shape()));
        adjoint.contribute(0, adjoint.apply(gradient, adjoint.upstream()));
    }
}
