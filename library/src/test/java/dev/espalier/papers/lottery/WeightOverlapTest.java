package dev.espalier.papers.lottery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The checks of section 6 of the paper's specification. */
class WeightOverlapTest {

    private static final float[] A = {.9f, -.8f, .1f, .2f, -.3f, .05f, .7f, .6f, -.5f, .4f};
    private static final float[] B = {.1f, -.9f, .8f, .2f, -.3f, .05f, .7f, .1f, -.2f, .6f};

    private static final String WEIGHT = "fc.weight";

    private static Model network(float... weights) {
        ModelBuilder net = new ModelBuilder("net");
        Model model = net.build(net.linear("fc", net.input(Shape.of(1, weights.length)), 1), new Seed(1));
        return model.with(
                model.parameters().with(WEIGHT, Nd4j.createFromArray(weights).reshape(1, weights.length)),
                Step.of("test"));
    }

    private static double overlap(double share, Model one, Model other) {
        return new WeightOverlap(share).of(one, other, List.of(WEIGHT));
    }

    @Test
    void twoOfThreeLargestAreCommon() {
        assertThat(overlap(0.3, network(A), network(B))).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Property(tries = 50)
    void aNetworkOverlapsWithItselfWhateverItsSignsAndScale(
            @ForAll @DoubleRange(min = 0.1, max = 1) double share,
            @ForAll @DoubleRange(min = 0.5, max = 4) double scale) {
        float[] other = new float[A.length];
        for (int i = 0; i < A.length; i++) {
            other[i] = (float) (i % 2 == 0 ? -scale * A[i] : scale * A[i]);
        }
        assertThat(overlap(share, network(A), network(A))).isEqualTo(1);
        assertThat(overlap(share, network(A), network(other))).isEqualTo(1);
    }

    @Test
    void unrelatedNetworksOverlapByChance() {
        RandomGenerator random = new Seed(3).generator();
        float[] one = new float[100_000];
        float[] other = new float[100_000];
        for (int i = 0; i < one.length; i++) {
            one[i] = (float) random.nextGaussian();
            other[i] = (float) random.nextGaussian();
        }
        assertThat(overlap(0.2, network(one), network(other))).isCloseTo(0.2, within(0.006));
    }

    @Test
    void ofMaskedNetworksAShareOfWhatRemainsIsCompared() {
        Encoding.Masked mask = new Encoding.Masked(
                Nd4j.createFromArray(1f, 1f, 0f, 0f, 1f, 0f, 1f, 1f, 0f, 0f).reshape(1, 10),
                new Structure.Unstructured());
        Model one = network(A).masked(Map.of(WEIGHT, mask), Step.of("test"));
        // 0.4 of 5 weights are 2, not 4: the largest of A under the mask are 0 and 1, of B 1 and 6.
        assertThat(new WeightOverlap(0.4).ofRemaining(one, network(B), List.of(WEIGHT)))
                .isEqualTo(0.5);
    }

    @Test
    void layersAreRankedEachByItself() {
        ModelBuilder net = new ModelBuilder("net");
        Model model = net.build(net.linear("b", net.linear("a", net.input(Shape.of(1, 2)), 2), 2), new Seed(1));
        Model one = weights(model, new float[] {4, 3, 2, 1}, new float[] {.4f, .3f, .2f, .1f});
        Model other = weights(model, new float[] {4, 1, 2, 3}, new float[] {.4f, .3f, .2f, .1f});
        assertThat(new WeightOverlap(0.5).of(one, other, List.of("a.weight", "b.weight")))
                .isEqualTo(0.75);
    }

    private static Model weights(Model model, float[] a, float[] b) {
        return model.with(
                model.parameters()
                        .with("a.weight", Nd4j.createFromArray(a).reshape(2, 2))
                        .with("b.weight", Nd4j.createFromArray(b).reshape(2, 2)),
                Step.of("test"));
    }

    @Test
    void noneIsLargestOfNoWeights() {
        assertThat(WeightOverlap.largest(new float[5], 3).cardinality()).isZero();
        assertThat(WeightOverlap.largest(A, 2)).isEqualTo(WeightOverlap.largest(Arrays.copyOf(A, 8), 2));
        assertThatThrownBy(() -> new WeightOverlap(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("p is in (0, 1]");
    }
}
