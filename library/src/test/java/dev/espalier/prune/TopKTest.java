package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.constraint.Weights;
import dev.espalier.model.WeightScores;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TopKTest {

    @Property
    void choosesWhatSortingWouldChoose(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 1e9) Double> scores,
            @ForAll @IntRange(max = 40) int wanted) {
        agreesWithSorting(scores.stream().mapToDouble(Double::doubleValue).toArray(), wanted);
    }

    @Property
    void tiesGoToTheLowerIndex(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 2) Integer> scores,
            @ForAll @IntRange(max = 40) int wanted) {
        agreesWithSorting(scores.stream().mapToDouble(Integer::doubleValue).toArray(), wanted);
    }

    private static void agreesWithSorting(double[] scores, int wanted) {
        int k = Math.min(wanted, scores.length);
        boolean[] sorted = new boolean[scores.length];
        IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .limit(k)
                .forEach(i -> sorted[i] = true);
        assertThat(TopK.largest(WeightScores.of(scores), k)).isEqualTo(sorted);
        float[] weights = new float[scores.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (i % 2 == 0 ? scores[i] : -scores[i]);
        }
        double[] squares = Weights.squares(weights);
        assertThat(TopK.largest(WeightScores.squares(weights), k)).isEqualTo(TopK.largest(WeightScores.of(squares), k));
    }

    @Test
    void infinityAndTheSmallestNumberOrderRight() {
        double[] scores = {0, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.MAX_VALUE};
        assertThat(TopK.largest(WeightScores.of(scores), 2)).isEqualTo(new boolean[] {false, false, true, true});
        assertThat(TopK.largest(WeightScores.of(scores), 3)).isEqualTo(new boolean[] {false, true, true, true});
        boolean[] all = new boolean[4];
        Arrays.fill(all, true);
        assertThat(TopK.largest(WeightScores.of(scores), 4)).isEqualTo(all);
    }
}
