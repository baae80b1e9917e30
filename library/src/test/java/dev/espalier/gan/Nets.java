package dev.espalier.gan;

import dev.espalier.data.EdgePairs;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.ImagePairs;
import dev.espalier.data.PairSplit;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Schedule;

/** Small networks that translate, and real pictures for them. */
final class Nets {

    private Nets() {}

    /** Edges of clothes to clothes, from the excerpt. */
    static PairSplit edges(int train, int test) {
        Split excerpt = FashionMnist.excerpt();
        ImagePairs all = EdgePairs.of(excerpt.train());
        return new PairSplit(all.take(train), EdgePairs.of(excerpt.test()).take(test));
    }

    /** Three convolutions with batch normalisation between them; layers relu1 and relu2 can be compared. */
    static Model generator(int width, Seed seed) {
        ModelBuilder net = new ModelBuilder("generator" + width);
        Value x = net.input(1, 28, 28);
        for (int layer = 1; layer <= 2; layer++) {
            x = net.conv("conv" + layer, x, Conv2d.square(width, 5, 1, 2));
            x = net.relu(net.batchNorm("norm" + layer, x));
        }
        return net.build(net.apply(new Tanh(), net.convWithBias("out", x, Conv2d.square(1, 5, 1, 2))), seed);
    }

    static Model discriminator(int channels, Seed seed) {
        return GanZoo.patchDiscriminator(Shape.of(channels, 28, 28), 4, 2, seed);
    }

    /** A short plan with constants for small networks. */
    static GanPlan plan(int epochs, int batch) {
        Optimizer adam = new Optimizer.Adam(2e-3, 0.5, 0.999, 1e-8, 0);
        return GanPlan.paired(epochs, 0, new Seed(5))
                .with(adam, adam)
                .withBatchSize(batch)
                .during(epochs, new Schedule.LinearDecay(epochs / 2));
    }
}
