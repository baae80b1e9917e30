package dev.espalier.papers.dais;

import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;

/** The networks that are searched in, for pictures of 14x14 pixels. */
enum DaisNet {
    /** Convolutions of 16, 32, 32 and 64 filters. */
    VGG_MINI("VGG-mini") {
        @Override
        Model create(Seed seed) {
            ModelBuilder net = new ModelBuilder("vgg-mini");
            Value x = net.input(1, SIDE, SIDE);
            x = layer(net, 1, x, 16);
            x = layer(net, 2, x, 32);
            x = layer(net, 3, net.maxPool(x, 2), 32);
            x = layer(net, 4, x, 64);
            return net.build(net.linear("classifier", net.globalAveragePool(x), CLASSES), seed);
        }
    },
    /** Three residual blocks of 16, 32 and 64 channels, whose shortcuts tie channels together. */
    RESNET8("ResNet-8") {
        @Override
        Model create(Seed seed) {
            return Zoo.create("resnet8", Shape.of(1, SIDE, SIDE), CLASSES, seed);
        }
    };

    private static final int SIDE = 14;
    private static final int CLASSES = 10;

    private final String title;

    DaisNet(String title) {
        this.title = title;
    }

    /** The network with freshly drawn weights. */
    abstract Model create(Seed seed);

    private static Value layer(ModelBuilder net, int number, Value x, int filters) {
        return net.relu(net.batchNorm("bn" + number, net.conv("conv" + number, x, Conv2d.square(filters, 3, 1, 1))));
    }

    @Override
    public String toString() {
        return title;
    }
}
