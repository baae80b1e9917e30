package dev.espalier.model;

import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a parameter holds before training. */
final class Initialization {

    private Initialization() {}

    /**
     * Weights are normal with variance 2 / fan-in (He et al. 2015, equation 10), which keeps the variance of activations
     * through rectified layers; scales and variances are one, everything else is zero.
     */
    static INDArray draw(Parameter parameter, Seed seed) {
        Shape shape = parameter.shape();
        float[] numbers = new float[Math.toIntExact(shape.size())];
        switch (parameter.role()) {
            case WEIGHT -> fillNormal(numbers, Math.sqrt(2.0 / fanIn(shape)), seed.generator());
            case SCALE, RUNNING_VARIANCE -> Arrays.fill(numbers, 1);
            case BIAS, SHIFT, RUNNING_MEAN -> {}
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
    }

    private static void fillNormal(float[] numbers, double deviation, RandomGenerator random) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (deviation * random.nextGaussian());
        }
    }

    private static long fanIn(Shape weight) {
        return weight.size() / weight.dim(0);
    }
}
