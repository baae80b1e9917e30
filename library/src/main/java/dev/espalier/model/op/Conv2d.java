package dev.espalier.model.op;

import java.util.List;

/**
 * Cross-correlation of images with a bank of kernels. Inputs: images [N, C, H, W], weight [out, C / groups, kH, kW], and
 * optionally bias [out]. With {@code groups = C} it is a depthwise convolution.
 *
 * @param out output channels
 * @param kernel extent of a kernel
 * @param stride step between windows
 * @param padding zeros added on each side
 * @param dilation distance between the taps of a kernel
 * @param groups how many independent parts the channels fall into; divides C and out
 */
public record Conv2d(int out, Size2d kernel, Size2d stride, Size2d padding, Size2d dilation, int groups) implements Op {

    public Conv2d {
        Operands.checkGroups(out, groups);
        kernel.positive("kernel");
        stride.positive("stride");
        padding.notNegative("padding");
        dilation.positive("dilation");
    }

    /** A square convolution without dilation or groups. */
    public static Conv2d square(int out, int kernel, int stride, int padding) {
        return new Conv2d(
                out, Size2d.square(kernel), Size2d.square(stride), Size2d.square(padding), Size2d.square(1), 1);
    }

    /** This convolution with another number of groups. */
    public Conv2d withGroups(int groups) {
        return new Conv2d(out, kernel, stride, padding, dilation, groups);
    }

    /** The shape its weight must have for images of this shape. */
    public Shape weightShape(Shape images) {
        int channels = Operands.groupedChannels(images, groups);
        return Shape.of(out, channels / groups, kernel.height(), kernel.width());
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images, weight) or (images, weight, bias)", 2, 3);
        Shape images = inputs.get(0);
        Operands.expectShape("a weight [out, in / groups, height, width]", weightShape(images), inputs.get(1));
        if (inputs.size() == 3) {
            Operands.expectShape("a bias", Shape.of(out), inputs.get(2));
        }
        return Shape.of(
                images.dim(0),
                out,
                Operands.slide(
                        "height", images.dim(2), kernel.height(), stride.height(), padding.height(), dilation.height()),
                Operands.slide(
                        "width", images.dim(3), kernel.width(), stride.width(), padding.width(), dilation.width()));
    }

    @Override
    public long macs(List<Shape> inputs, Shape output) {
        return inputs.get(1).size() * output.dim(2) * output.dim(3);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(0)) {
            Conv2dInputGradient inputGradient =
                    new Conv2dInputGradient(this, Size2d.of(adjoint.input(0).shape()));
            adjoint.contribute(0, adjoint.apply(inputGradient, adjoint.upstream(), adjoint.input(1)));
        }
        if (adjoint.wanted(1)) {
            Conv2dWeightGradient weightGradient = new Conv2dWeightGradient(this);
            adjoint.contribute(1, adjoint.apply(weightGradient, adjoint.input(0), adjoint.upstream()));
        }
        if (adjoint.inputs() == 3 && adjoint.wanted(2)) {
            adjoint.contribute(
                    2,
                    adjoint.apply(Reduce.sumAllBut(1, adjoint.upstream().shape().rank()), adjoint.upstream()));
        }
    }
}
