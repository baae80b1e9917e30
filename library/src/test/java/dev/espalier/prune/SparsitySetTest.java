package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The definition of a projection, against brute force over all members' supports. */
class SparsitySetTest {

    /** Two 3x3 patterns that overlap, so that the choice between them is not obvious. */
    private static final List<KernelPattern> PATTERNS =
            List.of(new KernelPattern(3, 3, 0b000_011_011), new KernelPattern(3, 3, 0b110_110_000));

    @Property(tries = 200)
    void unstructuredProjectionIsTheNearestMember(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int n, @ForAll @IntRange(min = 1, max = 9) int k) {
        int kept = Math.min(k, n);
        INDArray w = draw(seed, 1, n);
        Member member = new UnstructuredSet(Rate.of(n, kept)).project(w);
        double nearest = Double.MAX_VALUE;
        for (int support = 0; support < 1 << n; support++) {
            if (Integer.bitCount(support) == kept) {
                nearest = Math.min(nearest, distanceToSupport(w, support));
            }
        }
        assertThat(w.distance2(member.weights())).isCloseTo(nearest, within(1e-6));
        assertThat(keptBy(member)).isEqualTo(kept);
    }

    @Property(tries = 200)
    void patternProjectionIsTheNearestMember(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int kernels,
            @ForAll @IntRange(min = 1, max = 4) int k) {
        int connected = Math.min(k, kernels);
        INDArray w = draw(seed, kernels, 1, 3, 3);
        SparsitySet set = new PatternConnectivitySet(
                new Structure.PatternConnectivity(PATTERNS), Rate.of(9L * kernels, 4L * connected));
        Member member = set.project(w);
        assertThat(w.distance2(member.weights())).isCloseTo(nearestByTrial(w, kernels, connected), within(1e-5));
        assertThat(keptBy(member)).isEqualTo(4L * connected);
    }

    /** Tries every way to give each kernel a pattern or nothing. */
    private static double nearestByTrial(INDArray w, int kernels, int connected) {
        int choices = PATTERNS.size() + 1;
        double nearest = Double.MAX_VALUE;
        for (int trial = 0; trial < Math.pow(choices, kernels); trial++) {
            long support = 0;
            int used = 0;
            for (int kernel = 0, rest = trial; kernel < kernels; kernel++, rest /= choices) {
                if (rest % choices > 0) {
                    used++;
                    support |= (long) PATTERNS.get(rest % choices - 1).bits() << 9 * kernel;
                }
            }
            if (used <= connected) {
                nearest = Math.min(nearest, distanceToSupport(w, support));
            }
        }
        return nearest;
    }

    private static double distanceToSupport(INDArray w, long support) {
        double squares = 0;
        for (int i = 0; i < w.length(); i++) {
            if ((support >>> i & 1) == 0) {
                squares += Math.pow(w.getDouble(i), 2);
            }
        }
        return Math.sqrt(squares);
    }

    @Property(tries = 100)
    void projectingTwiceIsProjectingOnce(@ForAll long seed, @ForAll @IntRange(min = 225, max = 3000) int percent) {
        for (SparsitySet set : sets(Rate.times(percent / 100.0))) {
            INDArray w = draw(seed, 5, 3, 3, 3);
            Member once = set.project(w);
            assertThat(set.project(once.weights()).weights()).isEqualTo(once.weights());
        }
    }

    @Property(tries = 100)
    void aMemberFollowsItsMaskAndKeepsExactlyTheStatedNumber(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int out,
            @ForAll @IntRange(min = 1, max = 12) int in,
            @ForAll @IntRange(min = 225, max = 3000) int percent) {
        Rate rate = Rate.times(percent / 100.0);
        for (SparsitySet set : sets(rate)) {
            for (long[] dims : new long[][] {{out, in, 3, 3}, {out, in, 1, 1}, {out, in}}) {
                INDArray w = draw(seed, dims);
                Member member = set.project(w);
                Encoding.Masked masked = (Encoding.Masked) member.encoding();
                assertThat(masked.structure()).isEqualTo(set.structure());
                assertThat(w.mul(masked.mask())).isEqualTo(member.weights());
                assertThat(masked.kept()).isEqualTo(set.kept(Model.shapeOf(w)));
                assertThat(masked.kept() - w.length() / rate.times())
                        .as("half a group at most from the rate")
                        .isBetween(-2.0, 2.0);
            }
        }
    }

    private static List<SparsitySet> sets(Rate rate) {
        return List.of(
                new UnstructuredSet(rate),
                new PatternConnectivitySet(new Structure.PatternConnectivity(PATTERNS), rate));
    }

    @Test
    void everyKeptKernelHasOnePatternOfTheSet() {
        INDArray mask = mask(new PatternConnectivitySet(new Structure.PatternConnectivity(PATTERNS), Rate.times(4))
                .project(draw(7, 8, 8, 3, 3)));
        List<Integer> found = new ArrayList<>();
        for (int kernel = 0; kernel < 64; kernel++) {
            int bits = 0;
            for (int i = 0; i < 9; i++) {
                bits |= mask.getInt(kernel / 8, kernel % 8, i / 3, i % 3) << i;
            }
            found.add(bits);
        }
        assertThat(found)
                .containsOnly(0, PATTERNS.get(0).bits(), PATTERNS.get(1).bits());
        assertThat(found.stream().filter(bits -> bits == 0))
                .as("kernels cut: 64 - 0.5625 * 64")
                .hasSize(28);
    }

    @Test
    void equalWeightsAreKeptFromTheFront() {
        Member member = new UnstructuredSet(Rate.times(2)).project(Nd4j.ones(2, 4));
        assertThat(member.weights()).isEqualTo(Nd4j.createFromArray(new float[][] {{1, 1, 1, 1}, {0, 0, 0, 0}}));
    }

    @Test
    void weightsThatAreZeroStillCountAsKept() {
        for (SparsitySet set : sets(Rate.times(4))) {
            assertThat(keptBy(set.project(Nd4j.zeros(4, 4, 3, 3)))).isEqualTo(36);
        }
    }

    @Test
    void aViewInAnotherOrderIsReadByItsElements() {
        INDArray w = draw(3, 4, 6);
        INDArray transposed = w.transpose();
        Member member = new UnstructuredSet(Rate.times(3)).project(transposed);
        assertThat(member.weights())
                .isEqualTo(
                        new UnstructuredSet(Rate.times(3)).project(w).weights().transpose());
    }

    @Test
    void theWeightIsLeftAlone() {
        INDArray w = draw(1, 4, 4, 3, 3);
        INDArray before = w.dup();
        sets(Rate.times(4)).forEach(set -> set.project(w));
        assertThat(w).isEqualTo(before);
    }

    @Test
    void kernelsOfOtherSizesAreRefused() {
        SparsitySet set = new PatternConnectivitySet(new Structure.PatternConnectivity(PATTERNS), Rate.times(4));
        assertThat(set.refusal(Shape.of(8, 4, 5, 5)))
                .contains("has 5x5 kernels; kernel patterns are 3x3, and other kernels than these and 1x1 have none");
        assertThat(set.refusal(Shape.of(8)))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("has the shape [8]"));
        assertThat(set.refusal(Shape.of(8, 4, 3, 3))).isEmpty();
        assertThatThrownBy(() -> set.project(draw(1, 8, 4, 5, 5)))
                .hasMessageStartingWith("a weight [8, 4, 5, 5] has 5x5 kernels");
    }

    @Test
    void patternsSetTheSmallestRate() {
        SparsitySet set = new PatternConnectivitySet(new Structure.PatternConnectivity(PATTERNS), Rate.times(2));
        assertThat(set.refusal(Shape.of(8, 4, 1, 1))).isEmpty();
        assertThat(set.refusal(Shape.of(8, 4, 3, 3)))
                .contains("cannot be pruned at 2x: pattern+connectivity (2 patterns) starts at 2.25x there");
    }

    @Test
    void patternsOfDifferentSizesMakeNoSet() {
        List<KernelPattern> mixed = List.of(PATTERNS.get(0), new KernelPattern(3, 3, 0b111_111_111));
        assertThatThrownBy(() -> new PatternConnectivitySet(new Structure.PatternConnectivity(mixed), Rate.times(4)))
                .hasMessageEndingWith("found 4 of 3x3 and 9 of 3x3");
        assertThatThrownBy(
                        () -> new PatternConnectivitySet(new Structure.PatternConnectivity(List.of()), Rate.times(4)))
                .hasMessageContaining("at least one pattern");
        assertThatThrownBy(() -> new PatternConnectivitySet(
                        new Structure.PatternConnectivity(List.of(PATTERNS.get(0), PATTERNS.get(0))), Rate.times(4)))
                .hasMessageContaining("twice");
    }

    @Test
    void weightsThatAreNotNumbersAreRefused() {
        INDArray w = draw(1, 2, 2);
        w.putScalar(3, Float.NaN);
        assertThatThrownBy(() -> new UnstructuredSet(Rate.times(2)).project(w))
                .hasMessageContaining("weight 3 of a tensor [2, 2] is NaN");
    }

    private static INDArray mask(Member member) {
        return ((Encoding.Masked) member.encoding()).mask();
    }

    private static long keptBy(Member member) {
        return ((Encoding.Masked) member.encoding()).kept();
    }

    private static INDArray draw(long seed, long... shape) {
        RandomGenerator random = new Seed(seed).generator();
        float[] numbers = new float[(int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape);
    }
}
