package dev.espalier.kernel.bench;

import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Optimizer;
import java.util.List;
import java.util.function.Function;

/**
 * A network and how the bench trains it, the same for every engine: pictures of Fashion-MNIST, cross-entropy.
 *
 * @param name also the name of the network in {@code torch_nets.py}
 * @param network draws fresh weights
 * @param optimizer how they are trained
 * @param channelsLast whether the order of an image's numbers in memory is a choice for PyTorch
 */
record Workload(String name, Function<Seed, Model> network, Optimizer optimizer, boolean channelsLast) {

    private static final Optimizer SGD = new Optimizer.Sgd(0.01, 0.9, 1e-4, false);
    private static final Shape PICTURE = Shape.of(1, 28, 28);

    /** In the order of the table. */
    static final List<Workload> ALL = List.of(
            new Workload("lenet5", fromZoo("lenet5"), SGD, true),
            new Workload("resnet20", fromZoo("resnet20"), SGD, true),
            new Workload("mobilenetv2-like", MobileNetLike::create, SGD, true),
            new Workload("mobilenetv2-0.5", fromZoo("mobilenetv2-0.5"), SGD, true));

    private static Function<Seed, Model> fromZoo(String name) {
        return seed -> Zoo.create(name, PICTURE, 10, seed);
    }

    /** The same with another optimizer. */
    Workload with(Optimizer other) {
        return new Workload(name, network, other, channelsLast);
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
