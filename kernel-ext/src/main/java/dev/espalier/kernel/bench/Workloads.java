package dev.espalier.kernel.bench;

import dev.espalier.kernel.bench.Classification.Reading;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Optimizer;
import java.util.List;
import java.util.function.Function;

/** Everything the engine suite trains, in the order of its table. */
final class Workloads {

    private static final Optimizer SGD = new Optimizer.Sgd(0.01, 0.9, 1e-4, false);
    /** DCGAN's constants. */
    private static final Optimizer ADVERSARIAL_ADAM = new Optimizer.Adam(2e-4, 0.5, 0.999, 1e-8, 0);

    private static final Shape PICTURE = Shape.of(1, 28, 28);
    private static final Shape SEQUENCE = Shape.of(64, 16);

    static final List<Workload> ALL = List.of(
            new Classification("lenet5", zoo("lenet5", PICTURE), SGD, Reading.PICTURES),
            new Classification("resnet20", zoo("resnet20", PICTURE), SGD, Reading.PICTURES),
            new Classification("mobilenetv2-like", MobileNetLike::create, SGD, Reading.PICTURES),
            new Classification("mobilenetv2-0.5", zoo("mobilenetv2-0.5", PICTURE), SGD, Reading.PICTURES),
            new Classification("transformer", zoo("transformer", SEQUENCE), new Optimizer.Adam(1e-3), Reading.PATCHES),
            new Adversarial("dcgan", ADVERSARIAL_ADAM));

    private Workloads() {}

    private static Function<Seed, Model> zoo(String name, Shape input) {
        return seed -> Zoo.create(name, input, 10, seed);
    }

    static List<String> names() {
        return ALL.stream().map(Workload::name).toList();
    }

    /**
     * The workload of a name.
     *
     * @throws IllegalArgumentException if there is none, with the nearest there is
     */
    static Workload named(String name) {
        return ALL.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the bench has no network '" + name + "'" + Nearest.hint(name, names())));
    }
}
