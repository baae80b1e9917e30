package dev.espalier.gan;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.engine.Executor;
import dev.espalier.model.Model;
import dev.espalier.model.OffHeap;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import dev.espalier.train.Engine;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What a generator makes of images, as in inference. Images go from -1 (black) to 1. */
public final class Translation {

    private static final int BATCH = 32;

    private Translation() {}

    /**
     * The images a generator makes.
     *
     * @return float32 [N, C, H, W], on the scale from -1 to 1
     * @throws IllegalArgumentException if the generator takes other images than these
     */
    public static INDArray of(Model generator, Dataset inputs) {
        return of(generator, generator.parameters().arrays(), inputs, Engine.DEFAULT, Cancellation.ON_INTERRUPT);
    }

    /** The same with other parameters than the generator's own. */
    static INDArray of(
            Model generator,
            Map<String, INDArray> parameters,
            Dataset inputs,
            Engine engine,
            Cancellation cancellation) {
        check("generator", generator, "takes", generator.input().shape(), inputs);
        Shape image = generator.output().shape();
        INDArray made =
                OffHeap.uninitialized(image.withBatch(inputs.size()).toArray()).array();
        Map<String, INDArray> feeds = new HashMap<>();
        generator.graph().parameters().forEach(node -> feeds.put(node.name(), parameters.get(node.name())));
        try (Executor executor = engine.executor(generator.graph())) {
            int at = 0;
            for (Batch batch : Batches.inOrder(inputs, BATCH)
                    .normalized(Normalization.signed(inputs.channels()))
                    .epoch(0)) {
                try (batch) {
                    feeds.put(generator.input().name(), batch.images());
                    INDArray some = executor.run(feeds, Map.of(), cancellation)
                            .get(generator.output().name());
                    made.get(NDArrayIndex.interval(at, at + batch.size())).assign(some);
                    at += batch.size();
                }
            }
        }
        return made;
    }

    /**
     * Images as a generator should make them.
     *
     * @return float32 [N, C, H, W], on the scale from -1 to 1
     */
    public static INDArray pixels(Dataset images) {
        Normalization signed = Normalization.signed(images.channels());
        Batches all = Batches.inOrder(images, images.size()).normalized(signed);
        try (Batch whole = all.epoch(0).iterator().next()) {
            return whole.images().dup();
        }
    }

    /**
     * An image as a picture.
     *
     * @param images [N, 1 or 3, H, W], on the scale from -1 to 1; what lies beyond is cut off
     */
    static BufferedImage picture(INDArray images, int i) {
        int channels = (int) images.size(1);
        int height = (int) images.size(2);
        int width = (int) images.size(3);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    float value = images.getFloat(i, Math.min(c, channels - 1), y, x);
                    int level = Math.round((Math.max(-1, Math.min(1, value)) + 1) * 127.5f);
                    rgb = rgb << 8 | level;
                }
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }

    /** @throws IllegalArgumentException if a network's images are not those of a dataset */
    static void check(String role, Model network, String verb, Shape shape, Dataset data) {
        Shape images = Shape.batchOf(data.channels(), data.height(), data.width());
        if (!shape.equals(images)) {
            throw new IllegalArgumentException("the %s '%s' %s images of shape %s, but those of %s have shape %s"
                    .formatted(role, network.name(), verb, shape, data.name(), images));
        }
    }
}
