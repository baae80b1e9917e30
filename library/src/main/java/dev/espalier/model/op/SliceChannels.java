package dev.espalier.model.op;

import java.util.List;

/**
 * Neighbouring channels of images: [N, C, H, W] to [N, count, H, W]. Its adjoint is {@link PadChannels}.
 *
 * @param from the first channel taken, counted from 0
 * @param count how many are taken, at least 1
 */
public record SliceChannels(int from, int count) implements Op {

    public SliceChannels {
        Operands.notNegative("first channel", from);
        Operands.positive("channel count", count);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images)", 1);
        Shape images = Operands.expectImages(inputs.get(0));
        if (from + count > images.dim(1)) {
            throw new ShapeException("takes channels " + from + " to " + (from + count - 1) + ", but " + images
                    + " has only " + images.dim(1));
        }
        return images.withDim(1, count);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        int after = adjoint.input(0).shape().dim(1) - from - count;
        adjoint.contribute(0, adjoint.apply(new PadChannels(from, after), adjoint.upstream()));
    }
}
