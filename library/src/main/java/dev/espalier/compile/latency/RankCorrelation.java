package dev.espalier.compile.latency;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Spearman's rank correlation: Pearson's of the ranks, equal numbers sharing the mean of theirs. */
final class RankCorrelation {

    private RankCorrelation() {}

    static double of(double[] left, double[] right) {
        double[] a = ranks(left);
        double[] b = ranks(right);
        double middle = (a.length + 1) / 2.0;
        double product = 0;
        double ofLeft = 0;
        double ofRight = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - middle) * (b[i] - middle);
            ofLeft += (a[i] - middle) * (a[i] - middle);
            ofRight += (b[i] - middle) * (b[i] - middle);
        }
        return product / Math.sqrt(ofLeft * ofRight);
    }

    private static double[] ranks(double[] numbers) {
        int[] order = IntStream.range(0, numbers.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> numbers[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] ranks = new double[numbers.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && numbers[order[to]] == numbers[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
