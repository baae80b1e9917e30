package dev.espalier.budget;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;

/** Real images for tests, and a small network trained on them. */
final class Small {

    static final Split DATA = FashionMnist.excerpt();

    private static Model trained;

    private Small() {}

    /** A stem, two 3x3 layers and a 1x1 layer, and a classifier. */
    static Model untrained() {
        var net = new ModelBuilder("small");
        Value x = net.conv("stem", net.input(1, 28, 28), Conv2d.square(8, 3, 2, 1));
        x = net.conv("first", net.relu(net.batchNorm("bn1", x)), Conv2d.square(16, 3, 2, 1));
        x = net.conv("second", net.relu(net.batchNorm("bn2", x)), Conv2d.square(16, 3, 1, 1));
        x = net.conv("point", net.relu(net.batchNorm("bn3", x)), Conv2d.square(32, 1, 1, 0));
        x = net.globalAveragePool(net.relu(net.batchNorm("bn4", x)));
        return net.build(net.linear("classifier", x, 10), new Seed(3));
    }

    static synchronized Model trained() {
        if (trained == null) {
            TrainingPlan plan = TrainingPlan.of(4, new Seed(1)).withBatchSize(32);
            trained = Trainer.of(plan).train(untrained(), DATA).model();
        }
        return trained;
    }
}
