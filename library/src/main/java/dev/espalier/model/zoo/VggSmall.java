package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;

/**
 * Three stages of two 3x3 convolutions, each followed by batch normalisation and a rectifier, each stage ending in 2x2
 * max pooling and twice as wide as the one before, then one linear layer: the plan of Simonyan and Zisserman 2015, cut
 * down to small images.
 */
final class VggSmall {

    private VggSmall() {}

    /**
     * Appends the network.
     *
     * @param width channels of the first stage
     */
    static Value build(ModelBuilder net, Value images, int classes, int width) {
        Value x = images;
        for (int stage = 1; stage <= 3; stage++) {
            for (int layer = 1; layer <= 2; layer++) {
                String place = stage + "." + layer;
                x = net.conv("conv" + place, x, Conv2d.square(width << (stage - 1), 3, 1, 1));
                x = net.relu(net.batchNorm("bn" + place, x));
            }
            x = net.maxPool(x, 2);
        }
        return net.linear("classifier", net.flatten(x), classes);
    }
}
