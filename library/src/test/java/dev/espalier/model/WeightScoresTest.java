package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightScoresTest {

    @Property(tries = 200)
    void squaresAreWhatTheSameNumbersGivenAre(@ForAll @Size(min = 1, max = 20) short[] wholes) {
        float[] weights = new float[wholes.length];
        double[] squares = new double[wholes.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = wholes[i] / 8f;
            squares[i] = (double) weights[i] * weights[i];
        }
        WeightScores computed = WeightScores.squares(weights);
        WeightScores given = WeightScores.of(squares);
        assertThat(computed.length()).isEqualTo(given.length());
        assertThat(computed.sum(0, weights.length))
                .isEqualTo(given.sum(0, weights.length))
                .isEqualTo(IntStream.range(0, squares.length)
                        .mapToDouble(i -> squares[i])
                        .sum());
        for (int i = 0; i < weights.length; i++) {
            assertThat(computed.at(i)).isEqualTo(given.at(i));
            for (int j = 0; j < weights.length; j++) {
                int order = Double.compare(squares[i], squares[j]);
                assertThat(Long.compare(computed.rank(i), computed.rank(j))).isEqualTo(order);
                assertThat(Long.compare(given.rank(i), given.rank(j))).isEqualTo(order);
            }
        }
    }

    @Test
    void bothZerosRankAlike() {
        assertThat(WeightScores.of(new double[] {-0.0}).rank(0)).isEqualTo(0);
        assertThat(WeightScores.squares(new float[] {-0f}).rank(0)).isEqualTo(0);
    }

    @Test
    void somePlacesAreScoresAgain() {
        WeightScores some = WeightScores.squares(new float[] {1, -2, 3}).at(new int[] {2, 1});
        assertThat(some.length()).isEqualTo(2);
        assertThat(some.at(0)).isEqualTo(9);
        assertThat(some.at(1)).isEqualTo(4);
    }
}
