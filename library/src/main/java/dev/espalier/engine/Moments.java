package dev.espalier.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Mean and biased variance of each group of a tensor.
 *
 * @param grouping what a group is
 * @param mean [groups]
 * @param variance [groups], the mean of the squared distances from the mean
 */
record Moments(Grouping grouping, INDArray mean, INDArray variance) {

    /** Measures a tensor. */
    static Moments of(INDArray x, Grouping grouping, Scratch scratch) {
        INDArray mean = grouping.sum(x).divi(grouping.count());
        INDArray distance = scratch.like(x);
        grouping.subtract(x, mean, distance);
        distance.muli(distance);
        INDArray variance = grouping.sum(distance).divi(grouping.count());
        scratch.give(distance);
        return new Moments(grouping, mean, variance);
    }

    /** 1 / sqrt(variance + epsilon), [groups]. */
    INDArray inverseDeviation(double epsilon) {
        return Transforms.sqrt(variance.add(epsilon), false).rdivi(1);
    }

    /** output = (x - mean) / sqrt(variance + epsilon). */
    void normalize(INDArray x, double epsilon, INDArray output) {
        grouping.subtract(x, mean, output);
        grouping.multiply(output, inverseDeviation(epsilon), output);
    }
}
