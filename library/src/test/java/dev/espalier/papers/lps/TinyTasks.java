package dev.espalier.papers.lps;

import dev.espalier.data.Dataset;
import dev.espalier.data.Provenance;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Tasks of 8x8 pixels that are learned in no time: in which of some places it is bright. */
final class TinyTasks {

    private static final int SIDE = 8;

    private TinyTasks() {}

    /** Tasks with the given numbers of classes, all with bright places of their own. */
    static List<Task> of(int... classes) {
        List<Task> tasks = new ArrayList<>();
        for (int task = 0; task < classes.length; task++) {
            int[] places = new Seed(7).split(task).permutation(SIDE * SIDE);
            tasks.add(new Task(
                    "task " + task,
                    new Split(draw(task, 96, classes[task], places), draw(task + 50, 64, classes[task], places))));
        }
        return tasks;
    }

    private static Dataset draw(int seed, int images, int classes, int[] places) {
        RandomGenerator random = new Seed(seed).split("pixels").generator();
        byte[] pixels = new byte[images * SIDE * SIDE];
        int[] labels = new int[images];
        for (int i = 0; i < images; i++) {
            labels[i] = i % classes;
            for (int p = 0; p < SIDE * SIDE; p++) {
                int light = places[p] % classes == labels[i] ? 90 : 0;
                pixels[i * SIDE * SIDE + p] = (byte) (random.nextInt(120) + light);
            }
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
        return new Dataset("tiny", 1, SIDE, SIDE, pixels, labels, names, Provenance.of("drawn", Map.of()));
    }

    /** 64-20-30-3, with 1280 and 600 shared weights. */
    static Model perceptron() {
        ModelBuilder net = new ModelBuilder("perceptron");
        Value x = net.flatten(net.input(1, SIDE, SIDE));
        x = net.relu(net.linear("fc1", x, 20));
        x = net.relu(net.linear("fc2", x, 30));
        return net.build(net.linear("fc3", x, 3), new Seed(1));
    }

    /** A convolution with normalisation, and a linear layer. */
    static Model convolutional() {
        ModelBuilder net = new ModelBuilder("convolutional");
        Value x = net.input(1, SIDE, SIDE);
        x = net.relu(net.batchNorm("bn", net.conv("conv", x, Conv2d.square(6, 3, 1, 1))));
        x = net.relu(net.linear("fc", net.flatten(net.maxPool(x, 2)), 20));
        return net.build(net.linear("head", x, 3), new Seed(1));
    }

    /** Learns all tasks in a short time. */
    static LearnPruneShare quick(List<Task> tasks) {
        LearnPruneShare usual = LearnPruneShare.over(tasks, new Seed(3)).during(Phases.of(2, 1, 1));
        return usual.by(usual.trainer().with(LearnPruneShare.plan(new Seed(3)).withBatchSize(16)));
    }
}
