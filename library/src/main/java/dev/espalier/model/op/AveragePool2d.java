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
        Operands.checkWindow(kernel, stride, padding);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        return Operands.pool(inputs, kernel, stride, padding);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Size2d size = Size2d.of(adjoint.input(0).shape());
        adjoint.contribute(0, adjoint.apply(new AveragePool2dGradient(this, size), adjoint.upstream()));
    }
}
