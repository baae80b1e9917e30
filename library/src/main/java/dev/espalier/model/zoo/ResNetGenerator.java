package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;

/**
 * The image-to-image generator of CycleGAN (Zhu et al. 2017, appendix 7.2): two halvings, residual blocks at four times
 * the first width, two doublings, an image in [-1, 1]. With nine blocks, instance normalisation without scale, so that the
 * convolutions have biases, width 64 and three channels in and out it has 11,378,179 parameters.
 *
 * @param net what it is appended to
 * @param norm after every convolution but the last
 */
record ResNetGenerator(ModelBuilder net, NormKind norm) {

    /**
     * Appends the network.
     *
     * @param channels of the generated image
     * @param width channels after the first convolution ("ngf")
     */
    Value build(Value images, int channels, int width, int blocks) {
        Value x = stem(images, width);
        for (int block = 1; block <= blocks; block++) {
            x = residualBlock("block" + block + ".", x, 4 * width);
        }
        return upsampler(x, channels, width);
    }

    /** From images to features of a fourth of their size and 4 {@code width} channels. */
    Value stem(Value images, int width) {
        Value x = convNormRelu("stem", reflect(images, 3), Conv2d.square(width, 7, 1, 0));
        x = convNormRelu("down1", x, Conv2d.square(2 * width, 3, 2, 1));
        return convNormRelu("down2", x, Conv2d.square(4 * width, 3, 2, 1));
    }

    /** From features to images of four times their size. */
    Value upsampler(Value features, int channels, int width) {
        Value x = doubled("up2", doubled("up1", features, 2 * width), width);
        x = net.convWithBias("out", reflect(x, 3), Conv2d.square(channels, 7, 1, 0));
        return net.apply(new Tanh(), x);
    }

    private Value residualBlock(String block, Value input, int channels) {
        Conv2d conv = Conv2d.square(channels, 3, 1, 0);
        Value x = convNormRelu(block + "conv1", reflect(input, 1), conv);
        x = norm.conv(net, block + "conv2", reflect(x, 1), conv);
        return net.add(input, norm.norm(net, block + "conv2.norm", x));
    }

    private Value convNormRelu(String layer, Value x, Conv2d conv) {
        return net.relu(norm.norm(net, layer + ".norm", norm.conv(net, layer, x, conv)));
    }

    private Value doubled(String layer, Value x, int channels) {
        Size2d one = Size2d.square(1);
        var conv = new ConvTranspose2d(channels, Size2d.square(3), Size2d.square(2), one, one, 1);
        return net.relu(norm.norm(net, layer + ".norm", norm.conv(net, layer, x, conv)));
    }

    private Value reflect(Value x, int pixels) {
        return net.apply(new Pad2d(Size2d.square(pixels), Pad2d.Mode.REFLECT), x);
    }
}
