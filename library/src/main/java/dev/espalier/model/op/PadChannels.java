package dev.espalier.model.op;

import java.util.List;

/**
 * Images with channels of zeros before and after their own: [N, C, H, W] to [N, before + C + after, H, W]. With it a
 * residual block gains channels without parameters (He et al. 2016, section 3.3, option A). Its adjoint is
 * {@link SliceChannels}.
 *
 * @param before channels of zeros in front, at least 0
 * @param after channels of zeros behind, at least 0
 */
public record PadChannels(int before, int after) implements Op {

    public PadChannels {
        Operands.notNegative("channels before", before);
        Operands.notNegative("channels after", after);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images)", 1);
        Shape images = Operands.expectImages(inputs.get(0));
        return images.withDim(1, before + images.dim(1) + after);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        int channels = adjoint.input(0).shape().dim(1);
        adjoint.contribute(0, adjoint.apply(new SliceChannels(before, channels), adjoint.upstream()));
    }
}
