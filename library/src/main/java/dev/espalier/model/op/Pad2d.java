package dev.espalier.model.op;

import java.util.List;

/**
 * Images with a border. Input: images [N, C, H, W].
 *
 * @param padding pixels added on each side
 * @param mode what they are filled with
 */
public record Pad2d(Size2d padding, Mode mode) implements Op {

    /** What a border is filled with. */
    public enum Mode {
        ZERO,
        /** The image mirrored at its outermost pixels, which are not repeated. */
        REFLECT
    }

    public Pad2d {
        padding.notNegative("padding");
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images)", 1);
        Shape images = Operands.expectImages(inputs.get(0));
        if (mode == Mode.REFLECT && (padding.height() >= images.dim(2) || padding.width() >= images.dim(3))) {
            throw new ShapeException("reflects " + padding + " pixels, but images are only " + images.dim(2) + "x"
                    + images.dim(3) + "; the padding must be smaller");
        }
        return images.withDim(2, Operands.padded(images.dim(2), padding.height()))
                .withDim(3, Operands.padded(images.dim(3), padding.width()));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new Pad2dGradient(this), adjoint.upstream()));
    }
}
