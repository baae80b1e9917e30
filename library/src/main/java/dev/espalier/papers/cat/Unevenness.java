package dev.espalier.papers.cat;

import dev.espalier.gan.ScoredNorm;
import dev.espalier.gan.StudentArchitecture;
import dev.espalier.model.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How differently the kinds of branches were pruned.
 *
 * @param kept percent of the channels of each kind of branch, over all blocks
 * @param points the largest of them minus the smallest
 * @param byChance what that is in the mean if as many channels of all branches are kept at random
 */
record Unevenness(Map<String, Double> kept, double points, double byChance) {

    private static final int DRAWS = 1_000;

    static Unevenness of(StudentArchitecture found) {
        List<String> kinds = new ArrayList<>();
        List<Boolean> stays = new ArrayList<>();
        for (ScoredNorm norm : found.norms()) {
            if (norm.branch()) {
                String[] names = norm.layer().split("\\.");
                for (int channel = 0; channel < norm.channels(); channel++) {
                    kinds.add(names[names.length - 2]);
                    stays.add(channel < found.kept(norm));
                }
            }
        }
        Map<String, Double> kept =
                kept(kinds, stays, IntStream.range(0, kinds.size()).toArray());
        double byChance = IntStream.range(0, DRAWS)
                .mapToDouble(draw -> points(kept(kinds, stays, new Seed(draw).permutation(kinds.size()))))
                .average()
                .orElseThrow();
        return new Unevenness(kept, points(kept), byChance);
    }

    /** Percent by kind, with the fates of channels in another order. */
    private static Map<String, Double> kept(List<String> kinds, List<Boolean> stays, int[] order) {
        Map<String, double[]> counts = new LinkedHashMap<>();
        for (int i = 0; i < order.length; i++) {
            double[] count = counts.computeIfAbsent(kinds.get(i), any -> new double[2]);
            count[0] += stays.get(order[i]) ? 1 : 0;
            count[1]++;
        }
        Map<String, Double> kept = new LinkedHashMap<>();
        counts.forEach((kind, count) -> kept.put(kind, 100 * count[0] / count[1]));
        return kept;
    }

    private static double points(Map<String, Double> kept) {
        double[] percents =
                kept.values().stream().mapToDouble(Double::doubleValue).toArray();
        return Arrays.stream(percents).max().orElseThrow()
                - Arrays.stream(percents).min().orElseThrow();
    }
}
