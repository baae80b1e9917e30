package dev.espalier.budget;

import dev.espalier.model.Numbers;
import dev.espalier.solve.Groups;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is kept or cut of one part as a whole: weights, kernels, blocks, channels.
 *
 * @param energy sum of squares of the weights of each
 * @param sizes number of weights of each
 */
public record Pieces(double[] energy, long[] sizes) {

    static Pieces of(Groups groups, Map<String, INDArray> weights) {
        double[] energy = new double[groups.count()];
        long[] sizes = new long[groups.count()];
        groups.of().forEach((parameter, group) -> {
            float[] w = Numbers.of(weights.get(parameter));
            for (int i = 0; i < w.length; i++) {
                if (group[i] >= 0) {
                    energy[group[i]] += (double) w[i] * w[i];
                    sizes[group[i]]++;
                }
            }
        });
        return new Pieces(energy, sizes);
    }

    /** Mean square of the weights of one; 0 if it has none. */
    double mean(int piece) {
        return sizes[piece] == 0 ? 0 : energy[piece] / sizes[piece];
    }

    /** The same, from the highest {@link #mean} to the lowest. */
    Pieces ranked() {
        if (Arrays.stream(sizes).distinct().count() == 1) {
            // Almost always so, and tens of millions are sorted as plain numbers.
            double[] rising = energy.clone();
            Arrays.sort(rising);
            for (int i = 0, j = rising.length - 1; i < j; i++, j--) {
                double swapped = rising[i];
                rising[i] = rising[j];
                rising[j] = swapped;
            }
            return new Pieces(rising, sizes);
        }
        int[] order = IntStream.range(0, sizes.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(this::mean).reversed())
                .mapToInt(i -> i)
                .toArray();
        return new Pieces(
                Arrays.stream(order).mapToDouble(i -> energy[i]).toArray(),
                Arrays.stream(order).mapToLong(i -> sizes[i]).toArray());
    }
}
