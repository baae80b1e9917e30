package dev.espalier.papers.msq;

import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.block.Gru;
import dev.espalier.model.block.InvertedResidual;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Value;

/** The networks that are quantized, all for pictures of 28x28 pixels. */
enum MsqNet {
    /** Three convolutions, wide enough to have rows of many kinds: it stands for the paper's residual networks. */
    CONVOLUTIONAL("convolutional", 0.05, "conv2") {
        @Override
        Value layers(ModelBuilder net, Value images) {
            Value x = images;
            for (int layer = 1; layer <= 3; layer++) {
                x = net.conv("conv" + layer, x, Conv2d.square(8 << layer, 3, 1, 1));
                x = net.maxPool(net.relu(net.batchNorm("bn" + layer, x)), 2);
            }
            return net.linear("classifier", net.flatten(x), CLASSES);
        }
    },
    /** Inverted residuals with few weights a row, in which a level more or less shows (the paper's MobileNetV2). */
    MOBILE("mobile", 0.05, "block2.expand.conv") {
        @Override
        Value layers(ModelBuilder net, Value images) {
            Value x = net.relu6(InvertedResidual.convBatchNorm(net, "stem", images, Conv2d.square(16, 3, 2, 1)));
            x = InvertedResidual.add(net, "block1.", x, 1, 16, 1);
            x = InvertedResidual.add(net, "block2.", x, 4, 24, 2);
            x = InvertedResidual.add(net, "block3.", x, 4, 24, 1);
            x = InvertedResidual.add(net, "block4.", x, 4, 40, 2);
            x = InvertedResidual.add(net, "block5.", x, 4, 40, 1);
            x = net.relu6(InvertedResidual.convBatchNorm(net, "head", x, Conv2d.square(128, 1, 1, 0)));
            return net.linear("classifier", net.globalAveragePool(x), CLASSES);
        }
    },
    /** A gated recurrent layer that reads a picture row by row (the paper's recurrent networks). */
    RECURRENT("recurrent", 0.1, "gru.input") {
        @Override
        Value layers(ModelBuilder net, Value images) {
            Value rows = net.apply(new Reshape(Shape.batchOf(SIDE, SIDE)), images);
            Value states = new Gru(STATE).build(net, "gru", rows);
            Value last = net.apply(new Slice(1, SIDE - 1, 1), states);
            return net.linear("classifier", net.apply(new Reshape(Shape.batchOf(STATE)), last), CLASSES);
        }
    };

    private static final int CLASSES = 10;
    private static final int SIDE = 28;
    private static final int STATE = 32;

    private final String title;
    private final double rate;
    private final String product;

    MsqNet(String title, double rate, String product) {
        this.title = title;
        this.rate = rate;
        this.product = product;
    }

    abstract Value layers(ModelBuilder net, Value images);

    /** The network with freshly drawn weights. */
    Model create(Seed seed) {
        ModelBuilder net = new ModelBuilder(title);
        return net.build(layers(net, net.input(1, SIDE, SIDE)), seed);
    }

    /** The learning rate it is trained with at first. */
    double rate() {
        return rate;
    }

    /** A layer that is one matrix product, to be computed as hardware does. */
    String product() {
        return product;
    }

    @Override
    public String toString() {
        return title;
    }
}
