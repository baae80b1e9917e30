package dev.espalier.model.op;

import java.util.List;

/**
 * The mean of each window. Padding counts as zeros and is counted, as in PyTorch's default. Input: images [N, C, H, W].
 *
 * @param kernel extent of a window
 * @param stride step between windows
 * @param padding added on each side, at most half of the kernel
 */
public record AveragePool2d(Size2d kernel, Size2d stride, Size2d padding) implements Op {

    public AveragePool2d {
        kernel.positive("kernel");
        stride.positive("stride");
        padding.notNegative("padding");
        if (2 * padding.height() > kernel.height() || 2 * padding.width() > kernel.width()) {
            throw new IllegalArgumentException(
                    "padding (=" + padding + ") must be at most half of the kernel (=" + kernel + ")");
        }
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images)", 1);
        Shape images = Operands.expectImages(inputs.get(0));
        return images.withDim(
                        2,
                        Operands.slide("height", images.dim(2), kernel.height(), stride.height(), padding.height(), 1))
                .withDim(3, Operands.slide("width", images.dim(3), kernel.width(), stride.width(), padding.width(), 1));
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Size2d size = Size2d.of(adjoint.input(0).shape());
        adjoint.contribute(0, adjoint.apply(new AveragePool2dGradient(this, size), adjoint.upstream()));
    }
}
