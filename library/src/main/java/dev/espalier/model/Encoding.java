package dev.espalier.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How a parameter's numbers are constrained, and so what it takes to store them. */
public sealed interface Encoding {

    /** Any numbers. */
    record Dense() implements Encoding {}

    /**
     * Zero wherever the mask is zero. A training device: it says which weights a thinned or compiled model will hold,
     * and by itself makes nothing smaller or faster.
     *
     * @param mask ones and zeros, of the parameter's shape
     * @param structure the rule the zeros follow
     */
    record Masked(INDArray mask, Structure structure) implements Encoding {

        /** How many weights stay. */
        public long kept() {
            return Math.round(mask.sumNumber().doubleValue());
        }
    }

    /**
     * Every number is a scale times a level, so that a level's index and the scales of a few groups are all there is to
     * store. Weight i of group g is exactly {@code (float) (scales.get(g) * level)}, with a level of {@code sets.get(g)},
     * and the parameter holds these numbers.
     *
     * @param granularity which weights make a group
     * @param sets one for each group, in the order of the weights
     * @param scales one for each group, at or above 0; 0 where all weights are
     * @param mask where zeros are by a rule, and not because a weight was nearest to zero; none if empty
     */
    record Quantized(Granularity granularity, List<LevelSet> sets, List<Float> scales, Optional<Masked> mask)
            implements Encoding {
        public Quantized {
            sets = List.copyOf(sets);
            scales = List.copyOf(scales);
        }

        @Override
        public Optional<Masked> masked() {
            return mask;
        }

        /** Its level sets, each with its share of the groups if there are several, and what shares a scale. */
        @Override
        public String toString() {
            Map<LevelSet, Long> groups =
                    sets.stream().collect(Collectors.groupingBy(set -> set, LinkedHashMap::new, Collectors.counting()));
            if (groups.size() == 1) {
                return sets.get(0) + " per " + granularity;
            }
            return groups.entrySet().stream()
                            .map(entry -> percent(entry.getValue()) + " % " + entry.getKey())
                            .collect(Collectors.joining(", "))
                    + " per " + granularity;
        }

        private String percent(long groups) {
            BigDecimal percent =
                    BigDecimal.valueOf(100.0 * groups / sets.size()).setScale(1, RoundingMode.HALF_EVEN);
            return percent.stripTrailingZeros().toPlainString();
        }
    }

    /** The rule its zeros follow, if there is one. */
    default Optional<Masked> masked() {
        return this instanceof Masked itself ? Optional.of(itself) : Optional.empty();
    }
}
