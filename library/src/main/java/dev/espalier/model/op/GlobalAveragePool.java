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
        Shape images = adjoint.input(0).shape();
        Size2d size = Size2d.of(images);
        Value upstream = adjoint.apply(new Reshape(images.withDim(2, 1).withDim(3, 1)), adjoint.upstream());
        AveragePool2d whole = new AveragePool2d(size, size, Size2d.square(0));
        adjoint.contribute(0, adjoint.apply(new AveragePool2dGradient(whole, size), upstream));
    }
}
