package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.List;

/**
 * Configuration D of Simonyan and Zisserman 2015, table 1: five stages of 3x3 convolutions, each stage ending in 2x2 max
 * pooling, then three linear layers. Images are at least 32x32. Without the dropout between linear layers.
 */
final class Vgg16 {

    /** Convolutions and channels of every stage. */
    private static final List<Stage> STAGES =
            List.of(new Stage(2, 64), new Stage(2, 128), new Stage(3, 256), new Stage(3, 512), new Stage(3, 512));

    private record Stage(int layers, int channels) {}

    /** How a convolution and its rectifier are written. */
    @FunctionalInterface
    private interface Layer {
        Value add(String place, Value x, Conv2d conv);
    }

    private Vgg16() {}

    /** The paper's network, whose linear layers are 4096 wide: 138,357,544 parameters for 1000 classes at 224x224. */
    static Value imageNet(ModelBuilder net, Value images, int classes) {
        Layer layer = (place, x, conv) -> net.relu(net.convWithBias("conv" + place, x, conv));
        return classify(net, convolutions(net, images, layer), 4096, classes);
    }

    /**
     * The form for small images that pruning papers use: batch normalisation after every convolution, linear layers 512
     * wide. 15,249,354 parameters for 10 classes at 32x32.
     */
    static Value cifar(ModelBuilder net, Value images, int classes) {
        Layer layer = (place, x, conv) -> net.relu(net.batchNorm("bn" + place, net.conv("conv" + place, x, conv)));
        return classify(net, convolutions(net, images, layer), 512, classes);
    }

    private static Value convolutions(ModelBuilder net, Value images, Layer layer) {
        Value x = images;
        for (int stage = 0; stage < STAGES.size(); stage++) {
            Stage row = STAGES.get(stage);
            for (int i = 1; i <= row.layers(); i++) {
                x = layer.add((stage + 1) + "." + i, x, Conv2d.square(row.channels(), 3, 1, 1));
            }
            x = net.maxPool(x, 2);
        }
        return x;
    }

    private static Value classify(ModelBuilder net, Value x, int width, int classes) {
        Value hidden = net.relu(net.linear("fc1", net.flatten(x), width));
        return net.linear("fc3", net.relu(net.linear("fc2", hidden, width)), classes);
    }
}
