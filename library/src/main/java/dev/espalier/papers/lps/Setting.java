package dev.espalier.papers.lps;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.papers.lps.radio.Fingerprints;
import dev.espalier.papers.lps.radio.Transmitter;
import dev.espalier.prune.TaskShares;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The sequences of tasks that are learned. */
enum Setting {
    /** Fashion-MNIST with its pixels in another order in each task, a perceptron with two hidden layers. */
    PERMUTED("permuted", 5) {
        @Override
        List<Task> tasks(Extent extent) {
            return ClothesTasks.permuted(
                    clothes(), extent.tasks(this), extent.permutedTrain(), extent.permutedTest(), DATA.split("pixels"));
        }

        @Override
        Model network(Seed seed) {
            ModelBuilder net = new ModelBuilder("perceptron");
            Value x = net.flatten(net.input(1, 28, 28));
            x = net.relu(net.linear("fc1", x, 200));
            x = net.relu(net.linear("fc2", x, 200));
            return net.build(net.linear("head", x, 10), seed);
        }
    },
    /** Two classes of Fashion-MNIST in each task, a small convolutional network with batch normalisation. */
    SPLIT("split", 5) {
        @Override
        List<Task> tasks(Extent extent) {
            return ClothesTasks.split(clothes(), extent.tasks(this), CLASSES, extent.splitTrain(), extent.splitTest());
        }

        @Override
        Model network(Seed seed) {
            ModelBuilder net = new ModelBuilder("convolutional");
            Value x = net.input(1, 28, 28);
            x = net.relu(net.batchNorm("bn1", net.conv("conv1", x, Conv2d.square(8, 3, 1, 1))));
            x = net.maxPool(x, 2);
            x = net.relu(net.batchNorm("bn2", net.conv("conv2", x, Conv2d.square(16, 3, 1, 1))));
            x = net.relu(net.linear("fc", net.flatten(net.maxPool(x, 2)), 64));
            return net.build(net.linear("head", x, CLASSES), seed);
        }
    },
    /** Four simulated transmitters in each task, convolutions along time. */
    RADIO("radio", 4) {
        @Override
        List<Task> tasks(Extent extent) {
            List<Task> tasks = new ArrayList<>();
            for (int task = 0; task < extent.tasks(this); task++) {
                Seed seed = DATA.split("radio").split(task);
                tasks.add(new Task(
                        "transmitters " + (TRANSMITTERS * task + 1) + " to " + TRANSMITTERS * (task + 1),
                        Fingerprints.of(
                                transmitters(task), extent.slicesTrain(), extent.slicesTest(), seed.split("slices"))));
            }
            return tasks;
        }

        @Override
        Model network(Seed seed) {
            ModelBuilder net = new ModelBuilder("radio");
            Value x = net.input(1, 2, Fingerprints.LENGTH);
            // Kernels as high as the picture: the two rows are the two channels of a convolution along time.
            x = net.relu(net.convWithBias("conv1", x, alongTime(16, 2, 7)));
            x = net.relu(net.convWithBias("conv2", x, alongTime(32, 1, 5)));
            x = net.relu(net.convWithBias("conv3", x, alongTime(32, 1, 3)));
            x = net.relu(net.linear("fc", net.flatten(x), 64));
            return net.build(net.linear("head", x, TRANSMITTERS), seed);
        }
    };

    /** Decides which tasks there are; networks and orders of images have the arm's seed. */
    private static final Seed DATA = new Seed(2012_06956);

    private static final int CLASSES = 2;
    private static final int TRANSMITTERS = 4;
    private static final List<Integer> SHARES = List.of(4, 1, 1, 1, 1);

    private final String title;
    private final int most;

    Setting(String title, int most) {
        this.title = title;
        this.most = most;
    }

    /** Its tasks, the same for every seed of an arm. */
    abstract List<Task> tasks(Extent extent);

    /** The network that learns them, freshly drawn. */
    abstract Model network(Seed seed);

    /** How many tasks there can be. */
    int most() {
        return most;
    }

    /** The shares of so many tasks. */
    static TaskShares shares(int tasks) {
        return new TaskShares(SHARES.subList(0, tasks));
    }

    /** The transmitters of a task of {@link #RADIO}. */
    static List<Transmitter> transmitters(int task) {
        return IntStream.range(0, TRANSMITTERS)
                .mapToObj(number -> Transmitter.draw(DATA.split("transmitter").split(TRANSMITTERS * task + number)))
                .toList();
    }

    private static Split clothes() {
        return FashionMnist.load();
    }

    private static Conv2d alongTime(int out, int height, int width) {
        return new Conv2d(out, new Size2d(height, width), new Size2d(1, 2), new Size2d(0, 0), new Size2d(1, 1), 1);
    }

    @Override
    public String toString() {
        return title;
    }
}
