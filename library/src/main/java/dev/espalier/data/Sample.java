package dev.espalier.data;

import dev.espalier.model.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A smaller set that represents a larger one. */
public final class Sample {

    private Sample() {}

    /**
     * Exactly n images, every class in proportion (by largest remainders), in the order of the set.
     *
     * @param n 1 to data.size()
     * @param seed decides which images of each class
     * @throws IllegalArgumentException if n is out of range
     */
    public static Dataset of(Dataset data, int n, Seed seed) {
        if (n < 1 || n > data.size()) {
            throw new IllegalArgumentException(
                    "a sample of %,d images: %s has 1 to %,d".formatted(n, data.name(), data.size()));
        }
        int[] quotas = quotas(data.counts(), n);
        List<Integer> chosen = new ArrayList<>();
        for (int c = 0; c < quotas.length; c++) {
            int label = c;
            int[] members = IntStream.range(0, data.size())
                    .filter(i -> data.label(i) == label)
                    .toArray();
            int[] order = seed.split(c).permutation(members.length);
            for (int i = 0; i < quotas[c]; i++) {
                chosen.add(members[order[i]]);
            }
        }
        int[] indices = chosen.stream().mapToInt(i -> i).sorted().toArray();
        return data.selected(indices, "sample(" + n + ", seed " + seed.value() + ")");
    }

    /** How many of each class: the whole part of its share, and one more where the rest is largest. */
    static int[] quotas(int[] counts, int n) {
        long all = IntStream.of(counts).asLongStream().sum();
        int[] quotas = IntStream.of(counts)
                .map(count -> (int) ((long) count * n / all))
                .toArray();
        int left = n - IntStream.of(quotas).sum();
        IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingLong(c -> -((long) counts[c] * n % all)))
                .limit(left)
                .forEach(c -> quotas[c]++);
        return quotas;
    }
}
