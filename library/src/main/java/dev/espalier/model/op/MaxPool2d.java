package dev.espalier.model.op;

import java.util.List;

/**
 * The largest value in each window. Padding counts as minus infinity. Input: images [N, C, H, W].
 *
 * @param kernel extent of a window
 * @param stride step between windows
 * @param padding added on each side, at most half of the kernel
 */
public record MaxPool2d(Size2d kernel, Size2d stride, Size2d padding) implements Op {

    public MaxPool2d {
        Operands.checkWindow(kernel, stride, padding);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        return Operands.pool(inputs, kernel, stride, padding);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(new MaxPool2dGradient(this), adjoint.input(0), adjoint.upstream()));
    }
}
