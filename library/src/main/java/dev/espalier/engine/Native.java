package dev.espalier.engine;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Size2d;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** Calls of ND4J's native operators that slide a window over images, with the codes they expect. */
final class Native {

    /** The padding is given in numbers, not derived from the shapes ("SAME"). */
    private static final int EXPLICIT_PADDING = 0;

    private static final int CHANNELS_FIRST = 0;

    /** How a convolution's weights lie: [kH, kW, in, out] (depthwise: [kH, kW, in, multiplier]). */
    static final int KERNEL_FIRST = 0;

    /** How a convolution's weights lie: [out, in, kH, kW]; in the transposed operator [in, out, kH, kW]. */
    static final int KERNEL_LAST = 1;

    private Native() {}

    static void convolution(String name, INDArray[] inputs, INDArray[] outputs, Conv2d op, int weights) {
        slide(name, inputs, outputs, op.kernel(), op.stride(), op.padding(), op.dilation(), CHANNELS_FIRST, weights);
    }

    /**
     * A pooling operator.
     *
     * @param countPadding whether a mean divides by the whole window, padding included
     */
    static void pooling(
            String name,
            INDArray[] inputs,
            INDArray output,
            Size2d kernel,
            Size2d stride,
            Size2d padding,
            boolean countPadding) {
        INDArray[] outputs = {output};
        slide(name, inputs, outputs, kernel, stride, padding, Size2d.square(1), countPadding ? 1 : 0, CHANNELS_FIRST);
    }

    private static void slide(
            String name,
            INDArray[] inputs,
            INDArray[] outputs,
            Size2d kernel,
            Size2d stride,
            Size2d padding,
            Size2d dilation,
            int... more) {
        IntStream window = IntStream.of(
                kernel.height(),
                kernel.width(),
                stride.height(),
                stride.width(),
                padding.height(),
                padding.width(),
                dilation.height(),
                dilation.width(),
                EXPLICIT_PADDING);
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setInputArrays(inputs);
        context.setOutputArrays(outputs);
        context.setIArguments(
                IntStream.concat(window, IntStream.of(more)).asLongStream().toArray());
        // ND4J's bridge to oneDNN cannot describe a dilated convolution.
        context.allowHelpers(dilation.area() == 1);
        Nd4j.exec(DynamicCustomOp.builder(name).build(), context);
    }
}
