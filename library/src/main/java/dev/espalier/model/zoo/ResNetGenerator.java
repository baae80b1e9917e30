package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;

/**
 * The image-to-image generator of CycleGAN (Zhu et al. 2017, appendix 7.2) with nine residual blocks: two halvings, the
 * blocks at four times the first width, two doublings, an image in [-1, 1]. Instance normalisation without scale, so the
 * convolutions have biases. 11,378,179 parameters at width 64, three channels in and out.
 */
final class ResNetGenerator {

    private static final int BLOCKS = 9;

    private ResNetGenerator() {}

    /**
     * Appends the network.
     *
     * @param channels of the generated image
     * @param width channels after the first convolution ("ngf")
     */
    static Value build(ModelBuilder net, Value images, int channels, int width) {
        Value x = convNormRelu(net, "stem", reflect(net, images, 3), Conv2d.square(width, 7, 1, 0));
        x = convNormRelu(net, "down1", x, Conv2d.square(2 * width, 3, 2, 1));
        x = convNormRelu(net, "down2", x, Conv2d.square(4 * width, 3, 2, 1));
        for (int block = 1; block <= BLOCKS; block++) {
            x = residualBlock(net, "block" + block + ".", x, 4 * width);
        }
        x = doubled(net, "up1", x, 2 * width);
        x = doubled(net, "up2", x, width);
        x = net.convWithBias("out", reflect(net, x, 3), Conv2d.square(channels, 7, 1, 0));
        return net.apply(new Tanh(), x);
    }

    private static Value residualBlock(ModelBuilder net, String block, Value input, int channels) {
        Conv2d conv = Conv2d.square(channels, 3, 1, 0);
        Value x = convNormRelu(net, block + "conv1", reflect(net, input, 1), conv);
        x = net.instanceNorm(net.convWithBias(block + "conv2", reflect(net, x, 1), conv));
        return net.add(input, x);
    }

    private static Value convNormRelu(ModelBuilder net, String layer, Value x, Conv2d conv) {
        return net.relu(net.instanceNorm(net.convWithBias(layer, x, conv)));
    }

    private static Value doubled(ModelBuilder net, String layer, Value x, int channels) {
        Size2d one = Size2d.square(1);
        var conv = new ConvTranspose2d(channels, Size2d.square(3), Size2d.square(2), one, one, 1);
        return net.relu(net.instanceNorm(net.convTransposeWithBias(layer, x, conv)));
    }

    private static Value reflect(ModelBuilder net, Value x, int pixels) {
        return net.apply(new Pad2d(Size2d.square(pixels), Pad2d.Mode.REFLECT), x);
    }
}
