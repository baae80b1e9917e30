package dev.espalier.papers.lottery;

import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import java.util.List;

/** The networks that tickets are looked for in. */
enum Testbed {
    /** Two hidden layers on pictures of 14x14 pixels: 33,000 weights, so that many seeds can be run. */
    PERCEPTRON,
    /** The paper's ResNet-20, on pictures of 28x28 pixels. Its first convolution and its last layer stay dense. */
    RESNET20,
    /** The same on the paper's own pictures, of 32x32 pixels in colour. */
    RESNET20_IN_COLOUR;

    private static final int CLASSES = 10;

    /** The network with freshly drawn weights. */
    Model create(Seed seed) {
        return switch (this) {
            case PERCEPTRON -> perceptron(seed);
            case RESNET20 -> Zoo.create("resnet20", Shape.of(1, 28, 28), CLASSES, seed);
            case RESNET20_IN_COLOUR -> Zoo.create("resnet20", Shape.of(3, 32, 32), CLASSES, seed);
        };
    }

    private static Model perceptron(Seed seed) {
        ModelBuilder net = new ModelBuilder("perceptron");
        Value x = net.flatten(net.input(1, 14, 14));
        x = net.relu(net.linear("fc1", x, 128));
        x = net.relu(net.linear("fc2", x, 64));
        return net.build(net.linear("fc3", x, CLASSES), seed);
    }

    /** The layers that are pruned, and whose weights are compared. */
    List<String> pruned() {
        if (this == PERCEPTRON) {
            return List.of("fc1", "fc2");
        }
        List<String> layers = create(new Seed(0)).graph().layers().stream()
                .filter(node -> node.op() instanceof Conv2d || node.op() instanceof Linear)
                .map(node -> node.name())
                .toList();
        return layers.subList(1, layers.size() - 1);
    }

    /** Names of the parameters of their weights. */
    List<String> weights(Model model) {
        return pruned().stream()
                .map(layer -> model.graph().node(layer).inputs().get(1))
                .toList();
    }
}
