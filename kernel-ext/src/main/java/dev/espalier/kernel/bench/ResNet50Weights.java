package dev.espalier.kernel.bench;

import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The weights of ResNet-50 for 224x224 images: 25,502,912 random numbers in 53 convolutions and a linear layer. */
final class ResNet50Weights {

    private static final int[] BLOCKS = {3, 4, 6, 3};

    private ResNet50Weights() {}

    static Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("conv1", Shape.of(64, 3, 7, 7));
        int channels = 64;
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            int width = 64 << stage;
            for (int block = 0; block < BLOCKS[stage]; block++) {
                String name = "layer" + (stage + 1) + "." + block;
                shapes.put(name + ".conv1", Shape.of(width, channels, 1, 1));
                shapes.put(name + ".conv2", Shape.of(width, width, 3, 3));
                shapes.put(name + ".conv3", Shape.of(4 * width, width, 1, 1));
                if (block == 0) {
                    shapes.put(name + ".downsample", Shape.of(4 * width, channels, 1, 1));
                }
                channels = 4 * width;
            }
        }
        shapes.put("fc", Shape.of(1000, channels));
        return shapes;
    }

    /** Normally distributed with the usual deviation. */
    static Map<String, INDArray> draw(Seed seed) {
        Map<String, INDArray> weights = new LinkedHashMap<>();
        shapes().forEach((name, shape) -> {
            RandomGenerator random = seed.split(name).generator();
            float deviation = (float) Math.sqrt(2.0 * shape.dim(0) / shape.size());
            float[] numbers = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = deviation * (float) random.nextGaussian();
            }
            weights.put(name, Nd4j.createFromArray(numbers).reshape('c', shape.toArray()));
        });
        return weights;
    }
}
