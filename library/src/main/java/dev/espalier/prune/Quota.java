package dev.espalier.prune;

import dev.espalier.model.Blocks;
import dev.espalier.model.WeightScores;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How many groups of each size stay at a rate. Groups of one size compete with each other only, so that the number of kept
 * weights follows from the shape alone; smaller groups exist only at the edges of a tensor its blocks do not divide.
 *
 * <p>From the largest size to the smallest, every size brings what is kept so far as near to the rate as it can. What is
 * kept of all is then at most half a smallest group from it, unless that size has too few groups to make up for others.
 */
final class Quota {

    private final TreeMap<Integer, Integer> keptOfSize = new TreeMap<>();
    private final Blocks groups;

    /**
     * For these groups.
     *
     * @param part of a group's weights that stays if the group does: its numerator
     * @param whole and denominator
     */
    Quota(Blocks groups, int part, int whole, Rate rate) {
        this.groups = groups;
        NavigableMap<Integer, Integer> counts = groups.countsBySize();
        long seen = 0;
        long kept = 0;
        for (int size : counts.descendingKeySet()) {
            int count = counts.get(size);
            seen += (long) size * count;
            double unit = (double) size * part / whole;
            long stay = Math.round((seen / rate.times() - (double) kept * part / whole) / unit);
            stay = Math.max(0, Math.min(count, stay));
            kept += stay * size;
            keptOfSize.put(size, (int) stay);
        }
    }

    /** How many weights stay in kept groups, if the groups stay whole. */
    long weights() {
        return keptOfSize.entrySet().stream()
                .mapToLong(entry -> (long) entry.getKey() * entry.getValue())
                .sum();
    }

    /** The groups that score highest among those of their size, as many as may stay. */
    boolean[] best(WeightScores scores) {
        if (keptOfSize.size() == 1) {
            return TopK.largest(scores, keptOfSize.firstEntry().getValue());
        }
        int[] sizes = groups.sizes();
        boolean[] best = new boolean[sizes.length];
        keptOfSize.forEach((size, count) -> {
            int[] own = IntStream.range(0, sizes.length)
                    .filter(group -> sizes[group] == size)
                    .toArray();
            boolean[] chosen = TopK.largest(scores.at(own), count);
            for (int i = 0; i < own.length; i++) {
                best[own[i]] = chosen[i];
            }
        });
        return best;
    }
}
