package dev.espalier.budget;

import dev.espalier.prune.Rate;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One part of a model that can be made smaller on its own. Its position is the fraction of the part that is kept: 1 leaves
 * it as it is, and less is smaller.
 */
public sealed interface Dial {

    /**
     * A weight that is pruned at any rate between two.
     *
     * @param name of the layer
     * @param tightest the smallest fraction that may be kept, above 0
     * @param loosest the largest fraction its structure can keep, at most 1
     */
    record Weights(String name, double tightest, double loosest) implements Dial {

        @Override
        public double settle(double keep) {
            return keep >= 1 ? 1 : Math.max(tightest, Math.min(keep, loosest));
        }

        @Override
        public double keeping(double share) {
            return settle(share * loosest);
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

    /**
     * A part with a few positions, such as a number of channels or of bits.
     *
     * @param name of the layer
     * @param positions each below 1, with what people call it; at least one
     */
    record Steps(String name, NavigableMap<Double, String> positions) implements Dial {

        /** So many are all measured; of more, those nearest to the ones asked for. */
        private static final int FEW = 8;

        public Steps {
            positions = Collections.unmodifiableNavigableMap(new TreeMap<>(positions));
        }

        @Override
        public double tightest() {
            return positions.firstKey();
        }

        @Override
        public double settle(double keep) {
            if (keep >= 1) {
                return 1;
            }
            Double below = positions.floorKey(keep);
            return below == null ? tightest() : below;
        }

        @Override
        public double keeping(double share) {
            return settle(share);
        }

        @Override
        public List<Double> settle(List<Double> keeps) {
            if (positions.size() <= FEW) {
                return List.copyOf(positions.descendingKeySet());
            }
            return keeps.stream()
                    .filter(keep -> keep < 1)
                    .map(this::settle)
                    .distinct()
                    .toList();
        }

        @Override
        public String describe(double keep) {
            return keep >= 1 ? AS_IT_IS : positions.get(keep);
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

    /** The position that keeps this share, from 0 to 1, of the pieces its structure is made of. */
    double keeping(double share);

    /** The positions below 1 worth measuring, given those asked for, loosest first. */
    List<Double> settle(List<Double> keeps);

    /** A position as people say it: {@code 4x}, {@code 12 of 48 channels}, {@code 4 bits}. */
    String describe(double keep);
}
