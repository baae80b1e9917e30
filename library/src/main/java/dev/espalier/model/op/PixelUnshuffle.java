package dev.espalier.model.op;

import java.util.List;

/**
 * Smaller images of more channels: the r x r blocks of channel c become the r² channels from c r² on, row by row, so
 * [N, C, r H, r W] becomes [N, C r², H, W]. Undone by {@link PixelShuffle}.
 *
 * @param factor r, at least 1
 */
public record PixelUnshuffle(int factor) implements Op {

    public PixelUnshuffle {
        Operands.positive("factor", factor);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images)", 1);
        Shape images = Operands.expectImages(inputs.get(0));
        if (images.dim(2) % factor != 0 || images.dim(3) % factor != 0) {
            throw new ShapeException("cuts images into blocks of " + factor + "x" + factor
                    + " pixels, so height and width must be multiples of " + factor + "; found " + images);
        }
        return Shape.of(
                images.dim(0),
                Math.multiplyExact(images.dim(1), Math.multiplyExact(factor, factor)),
                images.dim(2) / factor,
                images.dim(3) / factor);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new PixelShuffle(factor), adjoint.upstream()));
    }
}
