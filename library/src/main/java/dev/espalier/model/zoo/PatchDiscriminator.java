package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Value;

/**
 * The discriminator of pix2pix (Isola et al. 2017, appendix 6.1.2), which scores overlapping patches of an image: 4x4
 * convolutions, halvings that double the channels up to eight times the width, one more convolution, the scores. Three
 * halvings see patches of 70x70.
 */
final class PatchDiscriminator {

    private PatchDiscriminator() {}

    static Value build(ModelBuilder net, Value images, int width, int halvings) {
        LeakyRelu leaky = new LeakyRelu(0.2);
        Value x = net.apply(leaky, net.convWithBias("conv1", images, Conv2d.square(width, 4, 2, 1)));
        for (int layer = 2; layer <= halvings + 1; layer++) {
            int channels = width * Math.min(1 << (layer - 1), 8);
            int stride = layer <= halvings ? 2 : 1;
            x = net.conv("conv" + layer, x, Conv2d.square(channels, 4, stride, 1));
            x = net.apply(leaky, net.batchNorm("bn" + layer, x));
        }
        return net.convWithBias("score", x, Conv2d.square(1, 4, 1, 1));
    }
}
