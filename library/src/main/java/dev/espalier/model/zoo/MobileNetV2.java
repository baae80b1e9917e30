package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.block.InvertedResidual;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.List;

/**
 * Inverted residuals with linear bottlenecks (Sandler et al. 2018, table 2). The original halves its 224x224 images five
 * times; here only the last of the halvings happen, as many as leave at least 4x4 pixels, so that 32x32 images are
 * halved three times. 2,236,682 parameters at width 1 with 3 input channels and 10 classes.
 */
final class MobileNetV2 {

    private static final int HALVINGS = 5;
    private static final int SMALLEST_MAP = 4;

    private static final List<Stage> STAGES = List.of(
            new Stage(1, 16, 1, false),
            new Stage(6, 24, 2, true),
            new Stage(6, 32, 3, true),
            new Stage(6, 64, 4, true),
            new Stage(6, 96, 3, false),
            new Stage(6, 160, 3, true),
            new Stage(6, 320, 1, false));

    /** A row of the paper's table 2: t, c, n, and whether the first block may halve. */
    private record Stage(int expansion, int channels, int blocks, boolean halves) {}

    private final ModelBuilder net;
    private int skipped;

    private MobileNetV2(ModelBuilder net, Shape images) {
        this.net = net;
        this.skipped = HALVINGS - halvings(Math.min(images.dim(2), images.dim(3)));
    }

    /**
     * Appends the network.
     *
     * @param width multiplies every number of channels, above 0
     */
    static Value build(ModelBuilder net, Value images, int classes, double width) {
        return new MobileNetV2(net, images.shape()).build(images, classes, width);
    }

    private static int halvings(int side) {
        int halvings = 0;
        while (halvings < HALVINGS && (side + 1) / 2 >= SMALLEST_MAP) {
            side = (side + 1) / 2;
            halvings++;
        }
        return halvings;
    }

    private Value build(Value images, int classes, double width) {
        Value x = InvertedResidual.convBatchNorm(
                net, "stem", images, Conv2d.square(scaled(32, width), 3, strideOfNextHalving(), 1));
        x = net.relu6(x);
        for (int stage = 0; stage < STAGES.size(); stage++) {
            Stage row = STAGES.get(stage);
            for (int block = 0; block < row.blocks(); block++) {
                int stride = block == 0 && row.halves() ? strideOfNextHalving() : 1;
                String name = "stage" + (stage + 1) + "." + block + ".";
                x = InvertedResidual.add(net, name, x, row.expansion(), scaled(row.channels(), width), stride);
            }
        }
        x = net.relu6(InvertedResidual.convBatchNorm(
                net, "head", x, Conv2d.square(scaled(1280, Math.max(1, width)), 1, 1, 0)));
        return net.linear("classifier", net.globalAveragePool(x), classes);
    }

    private int strideOfNextHalving() {
        return skipped-- > 0 ? 1 : 2;
    }

    /** Rounded to a multiple of 8, and never down by more than a tenth, as in the authors' code. */
    private static int scaled(int channels, double width) {
        int rounded = Math.max(8, (int) (channels * width + 4) / 8 * 8);
        return rounded < 0.9 * channels * width ? rounded + 8 : rounded;
    }
}
