package dev.espalier.train;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Real images for tests, and small networks for them. */
public final class Clothes {

    public static final Split EXCERPT = FashionMnist.excerpt();

    private Clothes() {}

    /** The first images of the training part, in order. */
    public static Dataset images(int count) {
        return EXCERPT.train().take(count);
    }

    /** Normalized batches of a dataset, in order. */
    public static Iterable<Batch> batches(Dataset data, int size) {
        return Batches.inOrder(data, size).normalized(EXCERPT.normalization()).epoch(0);
    }

    /** A classifier of 28x28 images: two convolutions, with batch normalisation if asked for. */
    public static Model classifier(String name, int width, boolean normalized, Seed seed) {
        ModelBuilder net = new ModelBuilder(name);
        Value x = net.input(1, 28, 28);
        x = net.convWithBias("conv1", x, Conv2d.square(width, 3, 2, 1));
        x = net.relu(normalized ? net.batchNorm("norm1", x) : x);
        x = net.convWithBias("conv2", x, Conv2d.square(2 * width, 3, 2, 1));
        x = net.relu(normalized ? net.batchNorm("norm2", x) : x);
        return net.build(net.linear("head", net.flatten(x), 10), seed);
    }

    /** All numbers of some arrays, bit by bit. */
    public static List<Integer> bits(Map<String, INDArray> arrays) {
        List<Integer> bits = new ArrayList<>();
        arrays.values().forEach(array -> {
            for (float number : array.dup('c').data().asFloat()) {
                bits.add(Float.floatToRawIntBits(number));
            }
        });
        return bits;
    }
}
