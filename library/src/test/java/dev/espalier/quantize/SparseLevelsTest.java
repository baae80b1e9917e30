package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.LevelTable;
import dev.espalier.prune.Rate;
import dev.espalier.prune.UnstructuredSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sparse and quantized at once, and what the order of the two does. */
class SparseLevelsTest {

    private static final Granularity TENSOR = new Granularity.PerTensor();

    private static SparseLevels set(Constraint zeros, int kind, ScaleChoice choice) {
        return new SparseLevels(zeros, Drawn.per(TENSOR, Drawn.SETS.get(kind), choice));
    }

    @Property(tries = 200)
    void membersAreInBothSetsAndStay(
            @ForAll long seed, @ForAll @IntRange(max = 18) int kind, @ForAll ScaleChoice choice) {
        Constraint zeros = new UnstructuredSet(Rate.times(4));
        SparseLevels both = set(zeros, kind, choice);
        Member member = both.project(Drawn.weights(seed, 4, 20));

        Encoding.Masked mask = member.encoding().masked().orElseThrow();
        assertThat(mask.kept()).isEqualTo(20);
        assertThat(member.weights().mul(mask.mask())).isEqualTo(member.weights());
        assertThat(Drawn.numbers(zeros.project(member.weights()).weights()))
                .containsExactly(Drawn.numbers(member.weights()));
        assertThat(Drawn.numbers(both.levels().project(member.weights()).weights()))
                .containsExactly(Drawn.numbers(member.weights()));
        assertThat(Drawn.numbers(both.project(member.weights()).weights()))
                .containsExactly(Drawn.numbers(member.weights()));
    }

    /** Of all masks with as many ones, none gets nearer: pruning first loses nothing. */
    @Property(tries = 100)
    void noOtherMaskGetsNearer(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int kept) {
        LevelSet levels = new LevelSet.SumOfPowers(4);
        INDArray weights = Drawn.weights(seed, 1, 6);
        SparseLevels both = new SparseLevels(
                new UnstructuredSet(Rate.times(6.0 / kept)), Drawn.per(TENSOR, levels, ScaleChoice.MSE));
        float[] w = Drawn.numbers(weights);
        double nearest = Double.MAX_VALUE;
        for (int mask = 1; mask < 1 << 6; mask++) {
            if (Integer.bitCount(mask) == kept) {
                nearest = Math.min(nearest, squaredDistance(w, mask, levels));
            }
        }
        double found = weights.distance2(both.project(weights).weights());
        assertThat(found * found).isCloseTo(nearest, within(1e-5));
    }

    private static double squaredDistance(float[] w, int mask, LevelSet set) {
        LevelTable levels = LevelTable.of(set);
        float[] kept = new float[w.length];
        int count = 0;
        double distance = 0;
        for (int i = 0; i < w.length; i++) {
            if ((mask >>> i & 1) == 1) {
                kept[count++] = Math.abs(w[i]);
            } else {
                distance += (double) w[i] * w[i];
            }
        }
        double scale = new ScaleSweep().best(kept, count, levels);
        for (int i = 0; i < count; i++) {
            double error = kept[i] - scale * levels.magnitude(levels.nearest(kept[i] / scale));
            distance += error * error;
        }
        return distance;
    }

    /** Zero is a level, so levels before zeros give a member of both sets too, though a farther one. */
    @Property(tries = 100)
    void levelsBeforeZerosAreInBothSetsButFarther(@ForAll long seed, @ForAll @IntRange(max = 18) int kind) {
        Constraint zeros = new UnstructuredSet(Rate.times(2));
        INDArray weights = Drawn.weights(seed, 1, 8);
        SparseLevels both = set(zeros, kind, ScaleChoice.MSE);
        INDArray levelsFirst =
                zeros.project(both.levels().project(weights).weights()).weights();

        assertThat(weights.distance2(both.project(weights).weights()))
                .isLessThanOrEqualTo(weights.distance2(levelsFirst) * 1.0001 + 1e-6);
    }

    @Property(tries = 50)
    void scalesGivenStayAndSoDoesTheMask(@ForAll long seed, @ForAll @IntRange(max = 18) int kind) {
        Member member =
                set(new UnstructuredSet(Rate.times(2)), kind, ScaleChoice.MSE).project(Drawn.weights(seed, 2, 10));
        Encoding.Quantized encoding = (Encoding.Quantized) member.encoding();
        FrozenLevels frozen = new FrozenLevels(encoding);
        INDArray moved = member.weights().add(Drawn.weights(seed + 1, 2, 10).mul(0.3));

        assertThat(frozen.project(moved).encoding()).isEqualTo(encoding);
        assertThat(Drawn.numbers(frozen.project(member.weights()).weights()))
                .containsExactly(Drawn.numbers(member.weights()));
    }

    @net.jqwik.api.Example
    void frozenScalesNeedTheirGroups() {
        var encoding = new Encoding.Quantized(TENSOR, List.of(new LevelSet.Fixed(4)), List.of(1f), Optional.empty());
        var rows =
                new Encoding.Quantized(new Granularity.PerRow(), encoding.sets(), encoding.scales(), Optional.empty());

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new FrozenLevels(rows).project(Drawn.weights(1, 2, 3)))
                .hasMessage("a tensor [2, 3] has 2 groups of weights, but there are scales for 1");
    }
}
