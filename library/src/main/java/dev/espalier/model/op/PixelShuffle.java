package dev.espalier.model.op;

import java.util.List;

/**
 * Larger images of fewer channels: the r² channels from c r² on become the r x r blocks of channel c, row by row, so
 * [N, C r², H, W] becomes [N, C, r H, r W] (Shi et al. 2016, section 2.2). Undone by {@link PixelUnshuffle}.
 *
 * @param factor r, at least 1
 */
public record PixelShuffle(int factor) implements Op {

    public PixelShuffle {
        Operands.positive("factor", factor);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images)", 1);
        Shape images = Operands.expectImages(inputs.get(0));
        int block = Math.multiplyExact(factor, factor);
        if (images.dim(1) % block != 0) {
            throw new ShapeException(
                    "makes blocks of " + factor + "x" + factor + " pixels out of channels, whose number"
                            + " must be a multiple of " + block + "; found " + images);
        }
        return Shape.of(
                images.dim(0),
                images.dim(1) / block,
                Math.multiplyExact(images.dim(2), factor),
                Math.multiplyExact(images.dim(3), factor));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new PixelUnshuffle(factor), adjoint.upstream()));
    }
}
