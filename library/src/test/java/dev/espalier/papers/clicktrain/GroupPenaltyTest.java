package dev.espalier.papers.clicktrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The penalty of stage S2. */
class GroupPenaltyTest {

    /** Check 4: a masked part (3, 4, 0, ...) counts 5.000000001, one of zeros 0.0001. */
    @Test
    void thePenaltyOfAKernel() {
        float[] mask = {0, 0, 0, 0, 0, 1, 1, 1, 1};
        assertThat(GroupPenalty.value(new float[] {3, 4, 0, 0, 0, 7, 7, 7, 7}, mask, 9))
                .isCloseTo(5.000000001, within(1e-12));
        assertThat(GroupPenalty.value(new float[] {0, 0, 0, 0, 0, 7, 7, 7, 7}, mask, 9))
                .isCloseTo(1e-4, within(1e-18));
    }

    @Test
    void aKernelThatIsKeptWholeAddsAConstantAndNoForce() {
        float[] mask = {1, 1, 1, 1};
        float[] strengths = new float[4];
        assertThat(GroupPenalty.value(new float[] {1, 2, 3, 4}, mask, 4)).isCloseTo(1e-4, within(1e-18));
        GroupPenalty.addStrengths(new float[] {1, 2, 3, 4}, mask, 4, 1, strengths);
        assertThat(strengths).containsOnly(0);
    }

    /** The pull c w against differences of the value, also where weights are zero and where a kernel goes whole. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void thePullIsTheGradient(long seed) {
        RandomGenerator random = new Seed(seed).generator();
        int area = 9;
        float[] weights = new float[6 * area];
        float[] mask = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i / area == 0 ? 0 : (float) random.nextGaussian();
            mask[i] = i / area != 1 && random.nextBoolean() ? 1 : 0;
        }
        double lambda = 0.25;
        float[] strengths = new float[weights.length];
        GroupPenalty.addStrengths(weights, mask, area, lambda, strengths);
        float step = 1f / 1024;
        for (int i = 0; i < weights.length; i++) {
            float[] more = weights.clone();
            float[] less = weights.clone();
            more[i] += step;
            less[i] -= step;
            double slope = lambda
                    * (GroupPenalty.value(more, mask, area) - GroupPenalty.value(less, mask, area))
                    / (more[i] - less[i]);
            assertThat((double) strengths[i] * weights[i]).as("weight %d", i).isCloseTo(slope, within(1e-5));
        }
    }
}
