package dev.espalier.model;

import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
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

    /** Standard deviation 0.02 whatever the shape: DCGAN, pix2pix, CycleGAN and CAT. */
    Initialization NARROW = weight -> 0.02;

    /** The standard deviation of a weight of this shape. */
    double deviation(Shape weight);

    /** Draws a parameter. */
    default INDArray draw(Parameter parameter, Seed seed) {
        long[] shape = parameter.shape().toArray();
        return switch (parameter.role()) {
            case WEIGHT -> normal(parameter.shape(), seed);
            case SCALE, STEP, RUNNING_VARIANCE -> Nd4j.ones(DataType.FLOAT, shape);
            case BIAS, SHIFT, RUNNING_MEAN, CONSTANT -> Nd4j.zeros(DataType.FLOAT, shape);
        };
    }

    /** Straight into the array's memory: the largest weights take 400 MB, and need them once only. */
    private INDArray normal(Shape shape, Seed seed) {
        INDArray weights = Nd4j.createUninitialized(DataType.FLOAT, shape.toArray());
        FloatBuffer numbers = weights.data().asNioFloat();
        double deviation = deviation(shape);
        RandomGenerator random = seed.generator();
        for (int i = 0; i < shape.size(); i++) {
            numbers.put(i, (float) (deviation * random.nextGaussian()));
        }
        return weights;
    }

    private static long fanIn(Shape weight) {
        return weight.size() / weight.dim(0);
    }

    private static long fanOut(Shape weight) {
        return weight.size() / weight.dim(1);
    }
}
