package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.block.InceptionSpadeResidual;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;

/**
 * CAT's teacher for GauGAN (Jin et al. 2021; Park et al. 2019, appendix A): a map of labels, reduced to a 32nd of its
 * size, grows to an image through seven blocks, each of which reads the map again.
 */
final class InceptionSpadeGenerator {

    /** How often the image doubles. */
    static final int HALVED = 32;

    private static final int WIDEST = 16;

    private InceptionSpadeGenerator() {}

    /**
     * Appends the network.
     *
     * @param width channels of the last block ("ngf")
     * @param reduction by which a branch is narrower than its block
     */
    static Value build(ModelBuilder net, Value map, int channels, int width, int reduction) {
        Size2d size = Size2d.of(map.shape());
        Size2d smallest = new Size2d(size.height() / HALVED, size.width() / HALVED);
        Value small = net.apply(Resize2d.nearest(smallest), map);
        Value x = net.batchNorm("fc.norm", net.conv("fc", small, Conv2d.square(WIDEST * width, 3, 1, 1)));
        x = doubled(net, block(net, "head", x, map, WIDEST * width, reduction));
        x = block(net, "middle1", x, map, WIDEST * width, reduction);
        x = doubled(net, block(net, "middle2", x, map, WIDEST * width, reduction));
        for (int up = 1; up <= 4; up++) {
            x = block(net, "up" + up, x, map, (WIDEST >> up) * width, reduction);
            x = up < 4 ? doubled(net, x) : x;
        }
        x = net.apply(new LeakyRelu(0.2), x);
        return net.apply(new Tanh(), net.convWithBias("out", x, Conv2d.square(channels, 3, 1, 1)));
    }

    private static Value block(ModelBuilder net, String block, Value x, Value map, int out, int reduction) {
        int middle = Math.min(x.shape().dim(1), out) / reduction;
        return new InceptionSpadeResidual(out, middle, middle).build(net, block, x, map);
    }

    private static Value doubled(ModelBuilder net, Value x) {
        Size2d size = Size2d.of(x.shape());
        return net.apply(Resize2d.nearest(new Size2d(2 * size.height(), 2 * size.width())), x);
    }
}
