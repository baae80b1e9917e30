package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;

/**
 * The block of MobileNetV2 (Sandler et al. 2018, table 1): a 1x1 convolution to more channels, a depthwise 3x3
 * convolution, and a linear 1x1 convolution back, with a shortcut around them where the shapes allow one. Every
 * convolution is followed by batch normalisation, all but the last by ReLU6.
 */
public final class InvertedResidual {

    private InvertedResidual() {}

    /**
     * Adds a block.
     *
     * @param block what its layers' names begin with
     * @param input images [N, C, H, W]
     * @param expansion channels between the convolutions for each of the input's; without the first convolution if 1
     * @param channels of the result
     * @param stride of the depthwise convolution
     * @return images [N, channels, H / stride, W / stride]
     */
    public static Value add(ModelBuilder net, String block, Value input, int expansion, int channels, int stride) {
        Value x = input;
        int expanded = input.shape().dim(1) * expansion;
        if (expansion > 1) {
            x = net.relu6(convBatchNorm(net, block + "expand", x, Conv2d.square(expanded, 1, 1, 0)));
        }
        Conv2d depthwise = Conv2d.square(expanded, 3, stride, 1).withGroups(expanded);
        x = net.relu6(convBatchNorm(net, block + "depthwise", x, depthwise));
        x = convBatchNorm(net, block + "project", x, Conv2d.square(channels, 1, 1, 0));
        return stride == 1 && input.shape().dim(1) == channels ? net.add(x, input) : x;
    }

    /** A convolution and its batch normalisation, named {@code layer.conv} and {@code layer.bn}. */
    public static Value convBatchNorm(ModelBuilder net, String layer, Value x, Conv2d conv) {
        return net.batchNorm(layer + ".bn", net.conv(layer + ".conv", x, conv));
    }
}
