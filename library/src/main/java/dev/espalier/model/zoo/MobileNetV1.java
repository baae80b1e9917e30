package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.block.InvertedResidual;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.List;

/**
 * Depthwise separable convolutions (Howard et al. 2017, table 1), with the ReLU6 of the authors' code. 4,231,976
 * parameters on three channels with 1000 classes.
 */
final class MobileNetV1 {

    private static final List<Block> BLOCKS = List.of(
            new Block(64, 1),
            new Block(128, 2),
            new Block(128, 1),
            new Block(256, 2),
            new Block(256, 1),
            new Block(512, 2),
            new Block(512, 1),
            new Block(512, 1),
            new Block(512, 1),
            new Block(512, 1),
            new Block(512, 1),
            new Block(1024, 2),
            new Block(1024, 1));

    /** A row of the paper's table: channels of the 1x1 convolution, and the stride of the depthwise one before it. */
    private record Block(int channels, int stride) {}

    private MobileNetV1() {}

    /** Appends the network. */
    static Value build(ModelBuilder net, Value images, int classes) {
        Value x = net.relu6(InvertedResidual.convBatchNorm(net, "stem", images, Conv2d.square(32, 3, 2, 1)));
        for (int i = 0; i < BLOCKS.size(); i++) {
            Block block = BLOCKS.get(i);
            String name = "block" + (i + 1) + ".";
            int channels = x.shape().dim(1);
            Conv2d depthwise = Conv2d.square(channels, 3, block.stride(), 1).withGroups(channels);
            x = net.relu6(InvertedResidual.convBatchNorm(net, name + "depthwise", x, depthwise));
            Conv2d pointwise = Conv2d.square(block.channels(), 1, 1, 0);
            x = net.relu6(InvertedResidual.convBatchNorm(net, name + "pointwise", x, pointwise));
        }
        return net.linear("classifier", net.globalAveragePool(x), classes);
    }
}
