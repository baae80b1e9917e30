package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;

/**
 * The residual networks for ImageNet (He et al. 2016, table 1): a 7x7 convolution and max pooling, each halving the
 * image, then four stages of blocks, projections where the shape changes. Bottlenecks halve the image in their 3x3
 * convolution, as PyTorch's do, whose layer names these are, so that its checkpoints fit.
 */
final class ImageNetResNet {

    private static final int STAGES = 4;

    private final ModelBuilder net;
    private final boolean bottleneck;

    private ImageNetResNet(ModelBuilder net, boolean bottleneck) {
        this.net = net;
        this.bottleneck = bottleneck;
    }

    /** 18 layers in basic blocks: 11,689,512 parameters on three channels with 1000 classes. */
    static Value resnet18(ModelBuilder net, Value images, int classes) {
        return new ImageNetResNet(net, false).build(images, classes, 2, 2, 2, 2);
    }

    /** 50 layers in bottlenecks: 25,557,032 parameters on three channels with 1000 classes. */
    static Value resnet50(ModelBuilder net, Value images, int classes) {
        return new ImageNetResNet(net, true).build(images, classes, 3, 4, 6, 3);
    }

    private Value build(Value images, int classes, int... blocks) {
        Value x = net.relu(convBatchNorm("conv1", "bn1", images, Conv2d.square(64, 7, 2, 3)));
        x = net.apply(new MaxPool2d(Size2d.square(3), Size2d.square(2), Size2d.square(1)), x);
        for (int stage = 0; stage < STAGES; stage++) {
            for (int i = 0; i < blocks[stage]; i++) {
                x = block("layer" + (stage + 1) + "." + i + ".", x, 64 << stage, stage > 0 && i == 0 ? 2 : 1);
            }
        }
        return net.linear("fc", net.globalAveragePool(x), classes);
    }

    private Value block(String block, Value input, int channels, int stride) {
        Value x = bottleneck ? bottleneck(block, input, channels, stride) : basic(block, input, channels, stride);
        return net.relu(net.add(x, shortcut(block, input, x, stride)));
    }

    private Value basic(String block, Value input, int channels, int stride) {
        Value x = net.relu(convBatchNorm(block + "conv1", block + "bn1", input, Conv2d.square(channels, 3, stride, 1)));
        return convBatchNorm(block + "conv2", block + "bn2", x, Conv2d.square(channels, 3, 1, 1));
    }

    private Value bottleneck(String block, Value input, int channels, int stride) {
        Value x = net.relu(convBatchNorm(block + "conv1", block + "bn1", input, Conv2d.square(channels, 1, 1, 0)));
        x = net.relu(convBatchNorm(block + "conv2", block + "bn2", x, Conv2d.square(channels, 3, stride, 1)));
        return convBatchNorm(block + "conv3", block + "bn3", x, Conv2d.square(4 * channels, 1, 1, 0));
    }

    private Value shortcut(String block, Value input, Value x, int stride) {
        if (input.shape().equals(x.shape())) {
            return input;
        }
        Conv2d projection = Conv2d.square(x.shape().dim(1), 1, stride, 0);
        return convBatchNorm(block + "downsample.0", block + "downsample.1", input, projection);
    }

    private Value convBatchNorm(String conv, String norm, Value x, Conv2d op) {
        return net.batchNorm(norm, net.conv(conv, x, op));
    }
}
