package dev.espalier.papers.lottery;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The correlation indicator R_p of arXiv 2102.11068, equation 1: of the p largest weights of each layer by magnitude, the
 * share that is among the p largest of the other network's layer too. For unrelated networks it is about p. Layers are ranked
 * each by itself, and their counts are added up.
 *
 * @param share p, in (0, 1]
 */
public record WeightOverlap(double share) {

    public WeightOverlap {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "an overlap of the largest " + share + " of all weights; p is in (0, 1]");
        }
    }

    /**
     * The overlap of two networks of the same shape, p of all weights of a layer.
     *
     * @param parameters the layers' weights, at least one; biases and normalisation are left out in the paper
     */
    public double of(Model one, Model other, Collection<String> parameters) {
        Count count = new Count();
        for (String name : parameters) {
            count.add(
                    numbers(one, name),
                    numbers(other, name),
                    one.parameters().get(name).length());
        }
        return count.overlap();
    }

    /**
     * The overlap of what a masked network keeps with the same places of another, p of the weights that remain in a layer.
     *
     * @param masked a network whose layers have masks
     */
    public double ofRemaining(Model masked, Model other, Collection<String> parameters) {
        Map<String, Encoding.Masked> masks = masked.masks();
        Model alike = other.masked(masks, Step.of("mask"));
        Count count = new Count();
        for (String name : parameters) {
            count.add(
                    numbers(masked, name), numbers(alike, name), masks.get(name).kept());
        }
        return count.overlap();
    }

    private final class Count {

        private long common;
        private long all;

        void add(float[] one, float[] other, long weights) {
            int k = (int) Math.round(share * weights);
            BitSet largest = largest(one, k);
            largest.and(largest(other, k));
            common += largest.cardinality();
            all += k;
        }

        double overlap() {
            return (double) common / all;
        }
    }

    private static float[] numbers(Model model, String parameter) {
        return model.parameters().get(parameter).dup('c').data().asFloat();
    }

    /** Where the k largest magnitudes are that are not zero; the first of equals. */
    static BitSet largest(float[] weights, int k) {
        BitSet chosen = new BitSet(weights.length);
        IntStream.range(0, weights.length)
                .filter(i -> weights[i] != 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(weights[i])))
                .limit(k)
                .forEach(chosen::set);
        return chosen;
    }
}
