package dev.espalier.model;

import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What parameters hold before training: weights are normal around zero, scales and variances are one, everything else is
 * zero.
 */
@FunctionalInterface
public interface Initialization {

    /** Variance 2 / fan-in, which keeps that of activations through rectified layers (He et al. 2015, equation 10). */
    Initialization HE = weight -> Math.sqrt(2.0 / fanIn(weight));

    /** Variance 2 / (fan-in + fan-out), for layers that hardly bend (Glorot and Bengio 2010, equation 12). */
    Initialization GLOROT = weight -> Math.sqrt(2.0 / (fanIn(weight) + fanOut(weight)));

    /** The standard deviation of a weight of this shape. */
    double deviation(Shape weight);

    /** Draws a parameter. */
    default INDArray draw(Parameter parameter, Seed seed) {
        Shape shape = parameter.shape();
        float[] numbers = new float[Math.toIntExact(shape.size())];
        switch (parameter.role()) {
            case WEIGHT -> {
                double deviation = deviation(shape);
                RandomGenerator random = seed.generator();
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (float) (deviation * random.nextGaussian());
                }
            }
            case SCALE, STEP, RUNNING_VARIANCE -> Arrays.fill(numbers, 1);
            case BIAS, SHIFT, RUNNING_MEAN -> {}
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
    }

    private static long fanIn(Shape weight) {
        return weight.size() / weight.dim(0);
    }

    private static long fanOut(Shape weight) {
        return weight.size() / weight.dim(1);
    }
}
