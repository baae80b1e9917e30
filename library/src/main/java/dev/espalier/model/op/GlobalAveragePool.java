package dev.espalier.model.op;

import java.util.List;

/** The mean of every channel over all positions: [N, C, H, W] to [N, C]. */
public record GlobalAveragePool() implements Op {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images)", 1);
        Shape images = Operands.expectImages(inputs.get(0));
        return Shape.of(images.dim(0), images.dim(1));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        throw new UnsupportedOperationException(kind());
    }
}
