package dev.espalier.constraint;

import dev.espalier.model.Numbers;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The numbers of a weight tensor in 'c' order, for loops that look at every one. */
public final class Weights {

    private Weights() {}

    /**
     * A copy.
     *
     * @throws IllegalArgumentException if one is not a number: its magnitude means nothing
     */
    public static float[] of(INDArray weight) {
        float[] numbers = Numbers.of(weight);
        for (int i = 0; i < numbers.length; i++) {
            if (Float.isNaN(numbers[i])) {
                throw new IllegalArgumentException("weight " + i + " of a tensor " + Arrays.toString(weight.shape())
                        + " is NaN; magnitudes decide what is pruned, so start from a model whose training converged");
            }
        }
        return numbers;
    }

    /** The absolute value of each. */
    public static double[] magnitudes(float[] weights) {
        double[] magnitudes = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            magnitudes[i] = Math.abs(weights[i]);
        }
        return magnitudes;
    }

    /** The square of each: exact, and so in the order of the magnitudes. */
    public static double[] squares(float[] weights) {
        double[] squares = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            squares[i] = (double) weights[i] * weights[i];
        }
        return squares;
    }
}
