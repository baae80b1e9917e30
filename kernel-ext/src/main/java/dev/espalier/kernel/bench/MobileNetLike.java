package dev.espalier.kernel.bench;

import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.block.InvertedResidual;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.List;

/**
 * A reduced MobileNetV2 (Sandler et al. 2018) for 28x28 pictures: 86,634 parameters, much of its time in depthwise and
 * 1x1 convolutions. Layers are named as in the zoo's MobileNetV2.
 */
final class MobileNetLike {

    private static final List<Stage> STAGES =
            List.of(new Stage(1, 16, 1, 1), new Stage(4, 24, 2, 2), new Stage(4, 32, 2, 2), new Stage(4, 64, 2, 2));

    /** A row of the paper's table 2: expansion, channels, blocks, stride of the first block. */
    private record Stage(int expansion, int channels, int blocks, int stride) {}

    private final ModelBuilder net = new ModelBuilder("mobilenetv2-like");

    private MobileNetLike() {}

    static Model create(Seed seed) {
        return new MobileNetLike().build(seed);
    }

    private Model build(Seed seed) {
        Value x = net.relu6(
                InvertedResidual.convBatchNorm(net, "stem", net.input(1, 28, 28), Conv2d.square(16, 3, 1, 1)));
        for (int stage = 0; stage < STAGES.size(); stage++) {
            Stage row = STAGES.get(stage);
            for (int block = 0; block < row.blocks(); block++) {
                String name = "stage" + (stage + 1) + "." + block + ".";
                x = InvertedResidual.add(net, name, x, row.expansion(), row.channels(), block == 0 ? row.stride() : 1);
            }
        }
        x = net.relu6(InvertedResidual.convBatchNorm(net, "head", x, Conv2d.square(128, 1, 1, 0)));
        return net.build(net.linear("classifier", net.globalAveragePool(x), 10), seed);
    }
}
