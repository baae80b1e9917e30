package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Seed;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class KnapsackTest {

    @Property(tries = 300)
    void noOtherChoiceThatFitsIsBetter(
            @ForAll @IntRange(min = 1, max = 5) int classes,
            @ForAll @IntRange(min = 1, max = 4) int items,
            @ForAll @LongRange(min = 0, max = 60) long capacity,
            @ForAll long seed) {
        RandomGenerator random = new Seed(seed).generator();
        double[][] losses = new double[classes][items];
        long[][] weights = new long[classes][items];
        for (int i = 0; i < classes; i++) {
            for (int k = 0; k < items; k++) {
                losses[i][k] = random.nextInt(5) == 0 ? Double.POSITIVE_INFINITY : random.nextDouble(-1, 3);
                weights[i][k] = random.nextLong(25);
            }
        }
        double best = bruteForce(losses, weights, capacity, 0);
        var solved = Knapsack.solve(losses, weights, capacity);
        assertThat(solved.isPresent()).isEqualTo(best < Double.POSITIVE_INFINITY);
        solved.ifPresent(chosen -> {
            double loss = 0;
            long weight = 0;
            for (int i = 0; i < classes; i++) {
                loss += losses[i][chosen[i]];
                weight += weights[i][chosen[i]];
            }
            assertThat(weight).isLessThanOrEqualTo(capacity);
            assertThat(loss).isCloseTo(best, within(1e-9));
        });
    }

    private static double bruteForce(double[][] losses, long[][] weights, long capacity, int from) {
        if (from == losses.length) {
            return capacity < 0 ? Double.POSITIVE_INFINITY : 0;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int k = 0; k < losses[from].length; k++) {
            best = Math.min(best, losses[from][k] + bruteForce(losses, weights, capacity - weights[from][k], from + 1));
        }
        return best;
    }

    @Test
    void largeWeightsAreRoundedSoThatTheChoiceFits() {
        // One cell is 50,000 here: both second items would fit exactly, but 500,000,001 counts as a cell more.
        double[][] losses = {{0, 1}, {0, 1}};
        long[][] weights = {{600_000_000, 499_999_999}, {600_000_000, 499_999_999}};
        assertThat(Knapsack.solve(losses, weights, 1_000_000_000)).hasValue(new int[] {1, 1});
        weights[0][1] = 500_000_001;
        assertThat(Knapsack.solve(losses, weights, 1_000_000_000)).isEmpty();
    }

    @Test
    void equalChoicesGoToTheFirst() {
        assertThat(Knapsack.solve(new double[][] {{1, 1}}, new long[][] {{2, 2}}, 5))
                .hasValue(new int[] {0});
    }
}
