package dev.espalier.quantize;

import dev.espalier.model.Encoding;
import dev.espalier.model.Numbers;
import java.util.Optional;

/**
 * Which weights a mask keeps.
 *
 * @param mask ones and zeros; all are kept if it is empty
 */
record KeptWeights(float[] mask) {

    static KeptWeights of(Optional<Encoding.Masked> mask) {
        return new KeptWeights(mask.map(masked -> Numbers.of(masked.mask())).orElse(new float[0]));
    }

    boolean at(int weight) {
        return mask.length == 0 || mask[weight] != 0;
    }

    /** The variance of the kept ones among some weights; 0 if there are none. */
    double variance(float[] weights, int from, int to) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            if (at(i)) {
                sum += weights[i];
                squares += (double) weights[i] * weights[i];
                count++;
            }
        }
        double mean = sum / Math.max(1, count);
        return Math.max(0, squares / Math.max(1, count) - mean * mean);
    }
}
