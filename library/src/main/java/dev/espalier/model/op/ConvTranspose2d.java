package dev.espalier.model.op;

import java.util.List;

/**
 * Transposed convolution: the adjoint of a {@link Conv2d} with respect to its input. Inputs: images [N, C, H, W], weight
 * [C, out / groups, kH, kW], and optionally bias [out].
 *
 * @param out output channels
 * @param kernel extent of a kernel
 * @param stride how far apart input pixels land in the output
 * @param padding how much is cut from each side of the output
 * @param outputPadding how much is added to the far side of the output; smaller than the stride
 * @param dilation distance between the taps of a kernel
 * @param groups how many independent parts the channels fall into; divides C and out
 */
public record ConvTranspose2d(
        int out, Size2d kernel, Size2d stride, Size2d padding, Size2d outputPadding, Size2d dilation, int groups)
        implements Op {

    public ConvTranspose2d {
        Operands.checkGroups(out, groups);
        kernel.positive("kernel");
        stride.positive("stride");
        padding.notNegative("padding");
        outputPadding.notNegative("output padding");
        dilation.positive("dilation");
        if (outputPadding.height() >= stride.height() || outputPadding.width() >= stride.width()) {
            throw new IllegalArgumentException(
                    "output padding (=" + outputPadding + ") must be smaller than the stride (=" + stride + ")");
        }
    }

    /** Without dilation. */
    public ConvTranspose2d(int out, Size2d kernel, Size2d stride, Size2d padding, Size2d outputPadding, int groups) {
        this(out, kernel, stride, padding, outputPadding, Size2d.square(1), groups);
    }

    /** The shape its weight must have for images of this shape. */
    public Shape weightShape(Shape images) {
        int channels = Operands.groupedChannels(images, groups);
        return Shape.of(channels, out / groups, kernel.height(), kernel.width());
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images, weight) or (images, weight, bias)", 2, 3);
        Shape images = inputs.get(0);
        Operands.expectShape("a weight [in, out / groups, height, width]", weightShape(images), inputs.get(1));
        if (inputs.size() == 3) {
            Operands.expectShape("a bias", Shape.of(out), inputs.get(2));
        }
        int height = Operands.window(kernel.height(), dilation.height());
        int width = Operands.window(kernel.width(), dilation.width());
        return Shape.of(
                images.dim(0),
                out,
                spread(images.dim(2), height, stride.height(), padding.height(), outputPadding.height()),
                spread(images.dim(3), width, stride.width(), padding.width(), outputPadding.width()));
    }

    private static int spread(int length, int window, int stride, int padding, int outputPadding) {
        long spread = (length - 1L) * stride - 2L * padding + window + outputPadding;
        if (spread < 1) {
            throw new ShapeException("its padding of " + padding + " leaves nothing of an input of " + length);
        }
        return Operands.length(spread);
    }

    @Override
    public long macs(List<Shape> inputs, Shape output) {
        return inputs.get(1).size() * output.dim(2) * output.dim(3);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Conv2d convolution = transposed(adjoint.input(0).shape().dim(1));
        if (adjoint.wanted(0)) {
            adjoint.contribute(0, adjoint.apply(convolution, adjoint.upstream(), adjoint.input(1)));
        }
        if (adjoint.wanted(1)) {
            Conv2dWeightGradient weightGradient = new Conv2dWeightGradient(convolution);
            adjoint.contribute(1, adjoint.apply(weightGradient, adjoint.upstream(), adjoint.input(0)));
        }
        if (adjoint.inputs() == 3 && adjoint.wanted(2)) {
            adjoint.contribute(
                    2,
                    adjoint.apply(Reduce.sumAllBut(1, adjoint.upstream().shape().rank()), adjoint.upstream()));
        }
    }

    /**
     * The convolution whose gradient with respect to its images is this operator.
     *
     * @param in channels this operator reads
     */
    public Conv2d transposed(int in) {
        return new Conv2d(in, kernel, stride, padding, dilation, groups);
    }
}
