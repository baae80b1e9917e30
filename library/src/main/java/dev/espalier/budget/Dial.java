package dev.espalier.budget;

import dev.espalier.prune.Rate;
import java.util.List;

/**
 * One part of a model that can be made smaller on its own. Its position is the fraction of the part that is kept: 1 leaves
 * it as it is, and less is smaller.
 */
public sealed interface Dial {

    /**
     * A layer's weight that is pruned at any rate from the one its structure starts at.
     *
     * @param name of the layer
     * @param tightest the smallest fraction that keeps anything, above 0
     * @param loosest the largest fraction its structure can keep, at most 1
     */
    record Weights(String name, double tightest, double loosest) implements Dial {

        @Override
        public double settle(double keep) {
            return keep >= 1 ? 1 : Math.max(tightest, Math.min(keep, loosest));
        }

        @Override
        public List<Double> settle(List<Double> keeps) {
            return keeps.stream()
                    .filter(keep -> keep < 1 && keep >= tightest)
                    .map(this::settle)
                    .distinct()
                    .toList();
        }

        @Override
        public String describe(double keep) {
            return keep >= 1 ? AS_IT_IS : Rate.keep(keep).toString();
        }
    }

    /** What a dial at 1 is called. */
    String AS_IT_IS = "as it is";

    /** Of what it is the dial: unique in a model. */
    String name();

    /** The smallest position. */
    double tightest();

    /** The largest position that keeps at most this much, or the tightest if there is none. */
    double settle(double keep);

    /** The positions below 1 worth measuring, given those asked for, loosest first. */
    List<Double> settle(List<Double> keeps);

    /** A position as people say it: {@code 4x}. */
    String describe(double keep);
}
