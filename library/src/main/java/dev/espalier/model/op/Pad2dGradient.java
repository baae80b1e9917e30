package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link Pad2d} with respect to its images: the upstream without its border; where the border mirrors the
 * image, it is added to the pixels it was copied from. Input: upstream [N, C, H + 2 pH, W + 2 pW].
 *
 * @param pad the forward operator
 */
public record Pad2dGradient(Pad2d pad) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(upstream)", 1);
        Shape upstream = Operands.expectImages(inputs.get(0));
        int height = upstream.dim(2) - 2 * pad.padding().height();
        int width = upstream.dim(3) - 2 * pad.padding().width();
        if (height < 1 || width < 1) {
            throw new ShapeException("expects an upstream larger than its border of " + pad.padding() + " on each side,"
                    + " found " + upstream);
        }
        return upstream.withDim(2, height).withDim(3, width);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(pad, adjoint.upstream()));
    }
}
