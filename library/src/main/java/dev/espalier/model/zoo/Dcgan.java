package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;

/**
 * The generator and the discriminator of DCGAN (Radford, Metz, Chintala 2016) for small images: two doublings and two
 * halvings where the original, for 64x64, has four.
 */
final class Dcgan {

    private static final Size2d ONE = Size2d.square(1);
    private static final Size2d TWO = Size2d.square(2);
    private static final Size2d FOUR = Size2d.square(4);

    private Dcgan() {}

    /** From latent vectors to images in [-1, 1]; the middle layer has {@code width} channels, the first twice as many. */
    static Value generator(ModelBuilder net, Value latent, Shape image, int width) {
        int height = image.dim(1) / 4;
        int side = image.dim(2) / 4;
        Value x = net.linear("project", latent, 2 * width * height * side);
        x = net.scope("project").apply(new Reshape(Shape.batchOf(2 * width, height, side)), x);
        x = net.relu(net.batchNorm("bn1", x));
        x = net.convTranspose("up1", x, doubling(width));
        x = net.relu(net.batchNorm("bn2", x));
        x = net.convTransposeWithBias("up2", x, doubling(image.dim(0)));
        return net.apply(new Tanh(), x);
    }

    private static ConvTranspose2d doubling(int channels) {
        return new ConvTranspose2d(channels, FOUR, TWO, ONE, Size2d.square(0), 1);
    }

    /** From images to one score each, of any size. */
    static Value discriminator(ModelBuilder net, Value images, int width) {
        LeakyRelu leaky = new LeakyRelu(0.2);
        Value x = net.apply(leaky, net.convWithBias("down1", images, Conv2d.square(width, 4, 2, 1)));
        x = net.batchNorm("bn2", net.conv("down2", x, Conv2d.square(2 * width, 4, 2, 1)));
        return net.linear("score", net.flatten(net.apply(leaky, x)), 1);
    }
}
