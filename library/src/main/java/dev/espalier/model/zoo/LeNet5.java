package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;

/**
 * The digit reader of LeCun et al. 1998 in today's form: every feature map of the second convolution sees every one of
 * the first, rectifiers for sigmoids, largest values for means. 61,706 parameters on 1x28x28 with 10 classes.
 */
final class LeNet5 {

    private LeNet5() {}

    static Value build(ModelBuilder net, Value images, int classes) {
        // The original reads 32x32; smaller images such as 28x28 get the missing border from the first convolution.
        int padding = images.shape().dim(2) < 32 ? 2 : 0;
        Value x = net.relu(net.convWithBias("conv1", images, Conv2d.square(6, 5, 1, padding)));
        x = net.maxPool(x, 2);
        x = net.relu(net.convWithBias("conv2", x, Conv2d.square(16, 5, 1, 0)));
        x = net.flatten(net.maxPool(x, 2));
        x = net.relu(net.linear("fc1", x, 120));
        x = net.relu(net.linear("fc2", x, 84));
        return net.linear("fc3", x, classes);
    }
}
