package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.LevelTable;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Projections onto levels against their definition, and the checks for implementers of MSQ (arXiv 2012.04240). */
class QuantizedSetTest {

    private static final Granularity TENSOR = new Granularity.PerTensor();
    private static final Granularity ROW = new Granularity.PerRow();

    @Provide
    Arbitrary<LevelSet> sets() {
        return Arbitraries.of(Drawn.SETS);
    }

    @Provide
    Arbitrary<Granularity> granularities() {
        return Arbitraries.of(TENSOR, ROW, new Granularity.PerGroup(4), new Granularity.PerGroup(100));
    }

    @Property(tries = 300)
    void membersStayAsTheyAre(
            @ForAll long seed,
            @ForAll("sets") LevelSet set,
            @ForAll("granularities") Granularity granularity,
            @ForAll ScaleChoice choice,
            @ForAll @IntRange(min = 1, max = 300) int columns) {
        QuantizedSet constraint = Drawn.per(granularity, set, choice);
        Member once = constraint.project(Drawn.weights(seed, 3, columns));
        Member twice = constraint.project(once.weights());

        assertThat(Drawn.numbers(twice.weights())).containsExactly(Drawn.numbers(once.weights()));
    }

    /** A member of a mask stays one too, and scales do not see what the mask drops. */
    @Property(tries = 200)
    void membersUnderAMaskStayAsTheyAre(
            @ForAll long seed,
            @ForAll("sets") LevelSet set,
            @ForAll("granularities") Granularity granularity,
            @ForAll ScaleChoice choice) {
        INDArray mask = Drawn.weights(seed + 1, 3, 40).gt(0).castTo(Nd4j.dataType());
        var kept = new Encoding.Masked(mask, new Structure.Unstructured());
        QuantizedSet constraint = Drawn.per(granularity, set, choice);
        INDArray weights = Drawn.weights(seed, 3, 40);
        Member once = constraint.project(weights, Optional.of(kept));

        assertThat(Drawn.numbers(once.weights().mul(mask))).containsExactly(Drawn.numbers(once.weights()));
        assertThat(Drawn.numbers(
                        constraint.project(once.weights(), Optional.of(kept)).weights()))
                .containsExactly(Drawn.numbers(once.weights()));
        Member louder = constraint.project(weights.add(mask.rsub(1).mul(1000)), Optional.of(kept));
        assertThat(louder.encoding()).isEqualTo(once.encoding());
    }

    @Property(tries = 300)
    void everyWeightGoesToTheNearestLevelOfItsScale(
            @ForAll long seed,
            @ForAll("sets") LevelSet set,
            @ForAll("granularities") Granularity granularity,
            @ForAll ScaleChoice choice) {
        INDArray weights = Drawn.weights(seed, 2, 2, 3, 1);
        Member member = Drawn.per(granularity, set, choice).project(weights);
        Encoding.Quantized encoding = (Encoding.Quantized) member.encoding();
        float[] w = Drawn.numbers(weights);
        float[] q = Drawn.numbers(member.weights());
        int size = (int) granularity.groupSize(Shape.of(2, 2, 3, 1));
        int perRow = granularity.equals(TENSOR) ? 1 : (6 + size - 1) / size;
        for (int i = 0; i < w.length; i++) {
            int group = granularity.equals(TENSOR) ? 0 : i / 6 * perRow + i % 6 / size;
            double nearest = nearestByTrial(w[i], encoding.scales().get(group), set);
            assertThat(Math.abs((double) w[i] - q[i])).isCloseTo(nearest, within(1e-6));
        }
        assertThat(SignedLevels.of(member.weights(), encoding).levels()).hasSize(w.length);
    }

    private static double nearestByTrial(float weight, float scale, LevelSet set) {
        double nearest = Double.MAX_VALUE;
        for (double magnitude : set.magnitudes()) {
            nearest = Math.min(nearest, Math.abs(Math.abs(weight) - scale * magnitude));
        }
        return nearest;
    }

    /** The nearest of all members, over every scale: what the definition of a projection asks for. */
    @Property(tries = 200)
    void theSmallestErrorIsThatOfTheNearestMember(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int n,
            @ForAll @IntRange(min = 2, max = 5) int kind) {
        LevelSet set = List.of(
                        new LevelSet.Fixed(2),
                        new LevelSet.Fixed(3),
                        new LevelSet.PowerOfTwo(3),
                        new LevelSet.SumOfPowers(3),
                        new LevelSet.SumOfPowers(4))
                .get(kind - 1);
        INDArray weights = Drawn.weights(seed, 1, n);
        Member member = Drawn.per(ROW, set, ScaleChoice.MSE).project(weights);

        assertThat(weights.distance2(member.weights()))
                .isCloseTo(Math.sqrt(leastErrorByTrial(Drawn.numbers(weights), set)), within(1e-5));
    }

    /** Tries every level for every weight, each choice with the scale that is best for it. */
    private static double leastErrorByTrial(float[] w, LevelSet set) {
        double[] magnitudes = set.magnitudes();
        double squares = 0;
        for (float weight : w) {
            squares += (double) weight * weight;
        }
        double gain = 0;
        for (int trial = 1; trial < Math.pow(magnitudes.length, w.length); trial++) {
            double crossed = 0;
            double norm = 0;
            for (int i = 0, rest = trial; i < w.length; i++, rest /= magnitudes.length) {
                double level = magnitudes[rest % magnitudes.length];
                crossed += Math.abs(w[i]) * level;
                norm += level * level;
            }
            gain = Math.max(gain, crossed * crossed / norm);
        }
        return Math.max(0, squares - gain);
    }

    @Property(tries = 60)
    void searchingIsNearlyAsGoodAsSweepingAllScales(
            @ForAll long seed, @ForAll("sets") LevelSet set, @ForAll @IntRange(min = 200, max = 3000) int n) {
        INDArray weights = Drawn.weights(seed, 1, n);
        float[] magnitudes = Drawn.numbers(org.nd4j.linalg.ops.transforms.Transforms.abs(weights));
        double best = new ScaleSweep().best(magnitudes, n, LevelTable.of(set));
        double least = error(magnitudes, best, set);
        double found = squaredError(weights, Drawn.per(ROW, set, ScaleChoice.MSE));

        assertThat(found).isBetween(least * 0.9999, least * 1.15);
        assertThat(found).isLessThanOrEqualTo(squaredError(weights, Drawn.per(ROW, set, ScaleChoice.MAX)) * 1.00001);
    }

    @Property(tries = 60)
    void alternatingNeverEndsWorseThanItStarts(
            @ForAll long seed, @ForAll("sets") LevelSet set, @ForAll @IntRange(min = 1, max = 3000) int n) {
        INDArray weights = Drawn.weights(seed, 1, n);

        assertThat(squaredError(weights, Drawn.per(ROW, set, ScaleChoice.ALS)))
                .isLessThanOrEqualTo(squaredError(weights, Drawn.per(ROW, set, ScaleChoice.MAX)) * 1.001 + 1e-9);
    }

    private static double error(float[] magnitudes, double scale, LevelSet set) {
        double error = 0;
        for (float magnitude : magnitudes) {
            double distance = nearestByTrial(magnitude, (float) scale, set);
            error += distance * distance;
        }
        return error;
    }

    private static double squaredError(INDArray weights, QuantizedSet set) {
        double distance = weights.distance2(set.project(weights).weights());
        return distance * distance;
    }

    @Test
    void sumsOfPowersOfFourBitsProjectAsListed() {
        assertThat(atScaleOne(new LevelSet.SumOfPowers(4), 1, .06, .07, .38, .37, .69, .87, .88, 1.7, -.56, -.57))
                .containsExactly(1, 0, .125f, .5f, .25f, .75f, .75f, 1, 1, -.5f, -.625f);
    }

    @Test
    void fixedPointAndPowersOfFourBitsProjectAsListed() {
        assertThat(atScaleOne(new LevelSet.Fixed(4), 1, .5, .6)).containsExactly(1, 3 / 7f, 4 / 7f);
        assertThat(atScaleOne(new LevelSet.PowerOfTwo(4), 1, .36, .38, .004, .012))
                .containsExactly(1, .25f, .5f, 0, 1 / 64f);
    }

    private static float[] atScaleOne(LevelSet set, double... weights) {
        var encoding = new Encoding.Quantized(TENSOR, List.of(set), List.of(1f), Optional.empty());
        INDArray array = Nd4j.createFromArray(weights).castTo(Nd4j.dataType()).reshape(1, weights.length);
        return Drawn.numbers(new FrozenLevels(encoding).project(array).weights());
    }

    @Test
    void rowsOfSmallVarianceGetTheirOwnLevels() {
        INDArray weights = Nd4j.create(4, 2);
        double[] variances = {.1, .4, .2, .3};
        for (int row = 0; row < 4; row++) {
            weights.putScalar(row, 0, 5 + Math.sqrt(variances[row]));
            weights.putScalar(row, 1, 5 - Math.sqrt(variances[row]));
        }
        var narrow = new LevelSet.SumOfPowers(4);
        var wide = new LevelSet.Fixed(4);
        var set = new QuantizedSet(new Levels.Mixed(narrow, wide, 0.5), ROW, ScaleChoice.MSE);

        Encoding.Quantized encoding = (Encoding.Quantized) set.project(weights).encoding();
        assertThat(encoding.sets()).containsExactly(narrow, wide, narrow, wide);
        assertThat(encoding).hasToString("50 % sp2-4, 50 % fixed4 per row");
    }

    @Test
    void groupsOfOneRowShareTheirLevels() {
        var set = new QuantizedSet(
                new Levels.Mixed(new LevelSet.SumOfPowers(4), new LevelSet.Fixed(4), 0.4),
                new Granularity.PerGroup(3),
                ScaleChoice.MAX);
        Encoding.Quantized encoding =
                (Encoding.Quantized) set.project(Drawn.weights(1, 5, 2, 2, 2)).encoding();

        assertThat(encoding.sets()).hasSize(15);
        for (int row = 0; row < 5; row++) {
            assertThat(encoding.sets().subList(3 * row, 3 * row + 3))
                    .containsOnly(encoding.sets().get(3 * row));
        }
        assertThat(encoding.sets())
                .filteredOn(LevelSet.SumOfPowers.class::isInstance)
                .hasSize(6);
    }

    @Test
    void mixedRowsNeedScalesOfTheirOwn() {
        var set = new QuantizedSet(
                new Levels.Mixed(new LevelSet.SumOfPowers(4), new LevelSet.Fixed(4), 0.5), TENSOR, ScaleChoice.MAX);

        assertThatThrownBy(() -> set.project(Drawn.weights(1, 2, 3)))
                .hasMessage("a tensor [2, 3] cannot be quantized to mix:sp2-4:fixed4:0.5: rows of different levels need"
                        + " scales of their own, so choose granularity row, not tensor");
    }

    @Test
    void rowsOfZerosHaveScaleZero() {
        INDArray weights = Drawn.weights(1, 3, 5);
        weights.getRow(1).assign(0);
        for (ScaleChoice choice : ScaleChoice.values()) {
            Member member = Drawn.per(ROW, new LevelSet.SumOfPowers(4), choice).project(weights);
            assertThat(((Encoding.Quantized) member.encoding()).scales().get(1)).isZero();
            assertThat(Drawn.numbers(member.weights().getRow(1))).containsOnly(0);
        }
    }

    @Test
    void aRuinedWeightIsNamed() {
        INDArray weights = Drawn.weights(1, 2, 3);
        QuantizedSet set = Drawn.per(ROW, new LevelSet.Fixed(4), ScaleChoice.MSE);
        weights.putScalar(4, Float.POSITIVE_INFINITY);
        assertThatThrownBy(() -> set.project(weights))
                .hasMessage("weight 4 of a tensor [2, 3] is infinite, and no scale fits it; start from a model whose"
                        + " training converged");
        weights.putScalar(4, Float.NaN);
        assertThatThrownBy(() -> set.project(weights)).hasMessageContaining("weight 4 of a tensor [2, 3] is NaN");
    }

    @Test
    void theWeightsAreLeftAlone() {
        INDArray weights = Drawn.weights(1, 4, 9);
        INDArray before = weights.dup();
        Drawn.per(ROW, new LevelSet.Fixed(4), ScaleChoice.MSE).project(weights);

        assertThat(Drawn.numbers(weights)).containsExactly(Drawn.numbers(before));
    }
}
