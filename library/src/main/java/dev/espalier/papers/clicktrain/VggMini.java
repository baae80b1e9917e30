package dev.espalier.papers.clicktrain;

import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;

/**
 * A small VGG for pictures of 14x14 pixels: 3x3 convolutions of 16, 16, 32, 32, 64 and 64 filters in three stages, with
 * normalisation. 71,568 weights of convolutions, of which all but 144 can be pruned.
 */
final class VggMini {

    static final int SIDE = 14;

    private static final int CLASSES = 10;
    private static final int[][] STAGES = {{16, 16}, {32, 32}, {64, 64}};

    private VggMini() {}

    /** With freshly drawn weights. */
    static Model create(Seed seed) {
        ModelBuilder net = new ModelBuilder("vgg-mini");
        Value x = net.input(1, SIDE, SIDE);
        int number = 1;
        for (int[] stage : STAGES) {
            x = number == 1 ? x : net.maxPool(x, 2);
            for (int filters : stage) {
                Value convolved = net.conv("conv" + number, x, Conv2d.square(filters, 3, 1, 1));
                x = net.relu(net.batchNorm("bn" + number, convolved));
                number++;
            }
        }
        return net.build(net.linear("classifier", net.globalAveragePool(x), CLASSES), seed);
    }
}
