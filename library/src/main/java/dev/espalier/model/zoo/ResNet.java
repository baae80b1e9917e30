package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;

/**
 * The residual network for small images (He et al. 2016, section 4.2): 6n + 2 layers, three stages of n basic blocks at
 * 16, 32 and 64 channels, shortcuts without parameters (option A: every second pixel, zeros for new channels). Layers
 * are named as in the widely used PyTorch implementation, so that its checkpoints fit.
 */
final class ResNet {

    private ResNet() {}

    static Value build(ModelBuilder net, Value images, int classes, int depth) {
        if (depth < 8 || (depth - 2) % 6 != 0) {
            throw new IllegalArgumentException(
                    "a residual network has 6n + 2 layers, such as 8, 20 or 56; found " + depth);
        }
        Value x = convBatchNorm(net, "conv1", "bn1", images, 16, 1);
        x = net.relu(x);
        for (int stage = 1; stage <= 3; stage++) {
            for (int block = 0; block < (depth - 2) / 6; block++) {
                int stride = stage > 1 && block == 0 ? 2 : 1;
                x = basicBlock(net, "layer" + stage + "." + block + ".", x, 8 << stage, stride);
            }
        }
        return net.linear("linear", net.globalAveragePool(x), classes);
    }

    private static Value basicBlock(ModelBuilder net, String block, Value input, int channels, int stride) {
        Value x = net.relu(convBatchNorm(net, block + "conv1", block + "bn1", input, channels, stride));
        x = convBatchNorm(net, block + "conv2", block + "bn2", x, channels, 1);
        return net.relu(net.add(x, shortcut(net, input, channels, stride)));
    }

    private static Value convBatchNorm(ModelBuilder net, String conv, String norm, Value x, int channels, int stride) {
        return net.batchNorm(norm, net.conv(conv, x, Conv2d.square(channels, 3, stride, 1)));
    }

    private static Value shortcut(ModelBuilder net, Value input, int channels, int stride) {
        if (stride == 1) {
            return input;
        }
        // A mean over windows of one pixel picks every second pixel.
        Value x = net.apply(new AveragePool2d(Size2d.square(1), Size2d.square(stride), Size2d.square(0)), input);
        int missing = channels - input.shape().dim(1);
        return net.apply(PadAxis.channels(missing / 2, missing - missing / 2), x);
    }
}
