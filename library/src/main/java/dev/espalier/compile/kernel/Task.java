package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * What one call of generated code computes. It is the unit of emission, of the search for a schedule, and of caching, and
 * knows nothing of the network around it.
 */
public sealed interface Task
        permits AlongAxis,
                Attention,
                ByteConvolution,
                ByteMean,
                ByteMove,
                BytePooling,
                ByteQuantization,
                ByteSum,
                Convolution,
                Copy,
                Elementwise,
                Embedding,
                ImageMean,
                ImageNorm,
                OverFeatures,
                Pooling,
                PositionMean,
                Product,
                Resizing,
                Rows {

    /** Where its inputs are; the formula's further inputs come last. */
    List<Layout> inputs();

    /** Where its result goes. */
    Layout output();

    /** Everything its code may depend on besides the numbers of its weights, as one line: equal for equal work. */
    String signature();
}
