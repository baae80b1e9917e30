package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link Conv2d} with respect to its weight: dw[o, c, k] = sum over images n and positions p of
 * images[n, c, stride p + dilation k - padding] upstream[n, o, p]. Inputs: images [N, C, H, W], upstream
 * [N, out, oH, oW].
 *
 * @param convolution the forward operator
 */
public record Conv2dWeightGradient(Conv2d convolution) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images, upstream)", 2);
        Shape images = inputs.get(0);
        Shape weight = convolution.weightShape(images);
        Operands.expectShape("an upstream", convolution.infer(List.of(images, weight)), inputs.get(1));
        return weight;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(0)) {
            Size2d size = Size2d.of(adjoint.input(0).shape());
            Conv2dInputGradient inputGradient = new Conv2dInputGradient(convolution, size);
            adjoint.contribute(0, adjoint.apply(inputGradient, adjoint.input(1), adjoint.upstream()));
        }
        if (adjoint.wanted(1)) {
            adjoint.contribute(1, adjoint.apply(convolution, adjoint.input(0), adjoint.upstream()));
        }
    }
}
