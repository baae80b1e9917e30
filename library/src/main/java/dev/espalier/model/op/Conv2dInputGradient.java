package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link Conv2d} with respect to its images: dx[c, i] = sum over outputs o and taps k with
 * i = stride p + dilation k - padding of weight[o, c, k] upstream[o, p]. Inputs: upstream [N, out, oH, oW], weight
 * [out, C / groups, kH, kW]. {@link ConvTranspose2d} is the same map under another name.
 *
 * @param convolution the forward operator
 * @param size extent of its images; with a stride, several extents give the same output
 */
public record Conv2dInputGradient(Conv2d convolution, Size2d size) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(upstream, weight)", 2);
        Shape upstream = Operands.expectImages(inputs.get(0));
        Shape weight = inputs.get(1);
        if (weight.rank() != 4) {
            throw new ShapeException("expects a weight [out, in / groups, height, width], found " + weight);
        }
        Shape images = upstream.withDim(1, weight.dim(1) * convolution.groups())
                .withDim(2, size.height())
                .withDim(3, size.width());
        Operands.expectShape("an upstream", convolution.infer(List.of(images, weight)), upstream);
        return images;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(0)) {
            adjoint.contribute(0, adjoint.apply(convolution, adjoint.upstream(), adjoint.input(1)));
        }
        if (adjoint.wanted(1)) {
            Conv2dWeightGradient weightGradient = new Conv2dWeightGradient(convolution);
            adjoint.contribute(1, adjoint.apply(weightGradient, adjoint.upstream(), adjoint.input(0)));
        }
    }
}
