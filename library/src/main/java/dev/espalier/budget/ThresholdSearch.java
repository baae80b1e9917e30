package dev.espalier.budget;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bisection on one score below which pieces of all parts are cut. */
final class ThresholdSearch {

    private final Target target;
    private final List<Ranking> rankings;

    /**
     * The scores of a part's pieces, highest first, and which part of its weights the first pieces have.
     *
     * @param scores descending
     * @param share [i] of the weights in pieces 0 to i - 1, from 0 to 1
     */
    private record Ranking(Dial dial, double[] scores, double[] share) {

        static Ranking of(Dial dial, Pieces unordered, Strategy.Threshold.Score score) {
            Pieces pieces = unordered.ranked();
            int count = pieces.sizes().length;
            double[] scores = new double[count];
            double[] share = new double[count + 1];
            double kept = 0;
            for (int i = 0; i < count; i++) {
                kept += pieces.energy()[i];
                scores[i] = score == Strategy.Threshold.Score.LAMP
                        ? pieces.energy()[i] / Math.max(kept, Double.MIN_NORMAL)
                        : pieces.mean(i);
                // Pieces of several sizes can be out of order by a little.
                scores[i] = i == 0 ? scores[i] : Math.min(scores[i], scores[i - 1]);
                share[i + 1] = share[i] + pieces.sizes()[i];
            }
            double all = share[count];
            return new Ranking(
                    dial, scores, Arrays.stream(share).map(sum -> sum / all).toArray());
        }

        double keep(double threshold) {
            int from = 0;
            int to = scores.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (scores[middle] >= threshold) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return dial.keeping(share[from]);
        }
    }

    private ThresholdSearch(Target target, Strategy.Threshold.Score score) {
        this.target = target;
        this.rankings = target.dials().dials().stream()
                .map(dial -> Ranking.of(
                        dial,
                        target.dials()
                                .pieces(dial.name())
                                .orElseThrow(() -> new IllegalArgumentException("nothing is cut of '" + dial.name()
                                        + "' by " + target.dials().method()
                                        + ", so there is no threshold; use strategy uniform or sensitivity")),
                        score))
                .toList();
    }

    static Map<String, Double> run(Target target, Strategy.Threshold.Score score) {
        return new ThresholdSearch(target, score).search();
    }

    private Map<String, Double> search() {
        double high = rankings.stream()
                .mapToDouble(ranking -> ranking.scores[0])
                .max()
                .orElseThrow();
        double low = rankings.stream()
                .mapToDouble(ranking -> ranking.scores[ranking.scores.length - 1])
                .filter(score -> score > 0)
                .min()
                .orElse(high);
        // Scores span many orders of magnitude, so it is their logarithm that is searched; above the highest, all is
        // cut.
        return Bisection.run(target, log -> keeps(Math.exp(-log)), -Math.log(high) - 1, -Math.log(low));
    }

    private Map<String, Double> keeps(double threshold) {
        Map<String, Double> keeps = new LinkedHashMap<>();
        rankings.forEach(ranking -> keeps.put(ranking.dial.name(), ranking.keep(threshold)));
        return keeps;
    }
}
