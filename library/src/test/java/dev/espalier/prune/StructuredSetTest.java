package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Structures that keep or cut groups of weights, against their definitions written out. */
class StructuredSetTest {

    /** Each structure with its definition: which group the weight (o, i, h, w) of [5, 3, 2, 2] belongs to. */
    private static final Map<Structure, IntFunction<List<Integer>>> DEFINITIONS = Map.of(
            new Structure.Filter(), at -> List.of(at / 12),
            new Structure.Channel(), at -> List.of(at / 4 % 3),
            new Structure.Column(), at -> List.of(at % 12),
            new Structure.BlockPunched(2, 2), at -> List.of(at / 12 / 2, at / 4 % 3 / 2, at % 4),
            new Structure.BlockPunched(4, 1), at -> List.of(at / 12 / 4, at / 4 % 3, at % 4),
            new Structure.BlockRow(5), at -> List.of(at / 12, at % 12 / 5),
            new Structure.BlockColumn(3), at -> List.of(at / 12 / 3, at % 12),
            new Structure.Position(2), at -> List.of(at / 12 / 2, at % 4));

    private static final long[] SHAPE = {5, 3, 2, 2};

    @Property(tries = 200)
    void keepsTheGroupsOfLargestNormAmongThoseOfTheirSize(
            @ForAll long seed, @ForAll @IntRange(min = 100, max = 1000) int percent) {
        Rate rate = Rate.times(percent / 100.0);
        INDArray w = draw(seed, SHAPE);
        DEFINITIONS.forEach((structure, groupOf) -> {
            SparsitySet set = SparsitySet.of(structure, rate);
            Member member = set.project(w);
            Map<List<Integer>, List<Integer>> groups = new HashMap<>();
            IntStream.range(0, 60).forEach(at -> groups.computeIfAbsent(groupOf.apply(at), key -> new ArrayList<>())
                    .add(at));
            INDArray mask = mask(member).reshape(60);
            Map<Integer, Double> weakestKept = new HashMap<>();
            Map<Integer, Double> strongestCut = new HashMap<>();
            for (List<Integer> group : groups.values()) {
                assertThat(group.stream().map(mask::getFloat).distinct())
                        .as("%s: a group is kept or cut whole", structure)
                        .hasSize(1);
                double energy = group.stream()
                        .mapToDouble(at -> Math.pow(w.reshape(60).getDouble(at), 2))
                        .sum();
                if (mask.getFloat(group.get(0)) == 1) {
                    weakestKept.merge(group.size(), energy, Math::min);
                } else {
                    strongestCut.merge(group.size(), energy, Math::max);
                }
            }
            strongestCut.forEach((size, energy) -> assertThat(energy)
                    .as("%s: groups of %d", structure, size)
                    .isLessThanOrEqualTo(weakestKept.getOrDefault(size, Double.MAX_VALUE)));
            assertThat(kept(member)).isEqualTo(set.kept(Shape.of(5, 3, 2, 2)));
            int smallest = groups.values().stream().mapToInt(List::size).min().orElseThrow();
            int largest = groups.values().stream().mapToInt(List::size).max().orElseThrow();
            assertThat(kept(member) - 60 / rate.times())
                    .as("%s at %s", structure, rate)
                    .isBetween(-largest / 2.0 - 1e-9, largest / 2.0 + 1e-9);
            if (smallest == largest) {
                assertThat(kept(member)).isEqualTo(Math.round(groups.size() / rate.times()) * smallest);
            }
        });
    }

    @Property(tries = 100)
    void theProjectionIsTheNearestMember(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 5) int columns,
            @ForAll @IntRange(min = 1, max = 3) int height,
            @ForAll @IntRange(min = 1, max = 3) int width,
            @ForAll @IntRange(min = 100, max = 1000) int percent) {
        INDArray w = draw(seed, rows, columns, 1, 2);
        SparsitySet set = SparsitySet.of(new Structure.BlockPunched(height, width), Rate.times(percent / 100.0));
        int down = (rows + height - 1) / height;
        int across = (columns + width - 1) / width;
        if (down * across * 2 > 14) {
            return;
        }
        Member member = set.project(w);
        Map<Integer, Integer> quota = keptOfSize(member, rows, columns, height, width);
        double nearest = Double.MAX_VALUE;
        for (int support = 0; support < 1 << down * across * 2; support++) {
            Map<Integer, Integer> found = new HashMap<>();
            double distance = 0;
            for (int block = 0; block < down * across * 2; block++) {
                int row = block / 2 / across * height;
                int column = block / 2 % across * width;
                int size = Math.min(height, rows - row) * Math.min(width, columns - column);
                if ((support >>> block & 1) == 1) {
                    found.merge(size, 1, Integer::sum);
                } else {
                    for (int r = row; r < Math.min(rows, row + height); r++) {
                        for (int c = column; c < Math.min(columns, column + width); c++) {
                            distance += Math.pow(w.getDouble(r, c, 0, block % 2), 2);
                        }
                    }
                }
            }
            if (found.equals(quota)) {
                nearest = Math.min(nearest, Math.sqrt(distance));
            }
        }
        assertThat(w.distance2(member.weights())).isCloseTo(nearest, within(1e-5));
    }

    private static Map<Integer, Integer> keptOfSize(Member member, int rows, int columns, int height, int width) {
        Map<Integer, Integer> kept = new HashMap<>();
        for (int row = 0; row < rows; row += height) {
            for (int column = 0; column < columns; column += width) {
                for (int position = 0; position < 2; position++) {
                    if (mask(member).getFloat(row, column, 0, position) == 1) {
                        int size = Math.min(height, rows - row) * Math.min(width, columns - column);
                        kept.merge(size, 1, Integer::sum);
                    }
                }
            }
        }
        return kept;
    }

    @Property(tries = 100)
    void nOfEveryMNeighboursStay(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 11) int inputs,
            @ForAll @IntRange(min = 1, max = 4) int n,
            @ForAll @IntRange(min = 4, max = 6) int m) {
        INDArray w = draw(seed, 3, inputs, 1, 2);
        NMSet set = new NMSet(new Structure.NM(n, m));
        if (inputs < m) {
            assertThat(set.refusal(Model.shapeOf(w)))
                    .contains("has " + inputs + " input channels, too few for a group of " + m);
            return;
        }
        Member member = set.project(w);
        long total = 0;
        for (int row = 0; row < 3; row++) {
            for (int position = 0; position < 2; position++) {
                for (int start = 0; start < inputs; start += m) {
                    int at = row;
                    int tap = position;
                    int[] group =
                            IntStream.range(start, Math.min(inputs, start + m)).toArray();
                    int kept = (int) IntStream.of(group)
                            .filter(i -> mask(member).getFloat(at, i, 0, tap) == 1)
                            .count();
                    assertThat(kept).isEqualTo(Math.min(n, group.length));
                    double cut = IntStream.of(group)
                            .filter(i -> mask(member).getFloat(at, i, 0, tap) == 0)
                            .mapToDouble(i -> Math.abs(w.getFloat(at, i, 0, tap)))
                            .max()
                            .orElse(0);
                    assertThat(IntStream.of(group)
                                    .filter(i -> mask(member).getFloat(at, i, 0, tap) == 1)
                                    .mapToDouble(i -> Math.abs(w.getFloat(at, i, 0, tap))))
                            .allMatch(magnitude -> magnitude >= cut);
                    total += kept;
                }
            }
        }
        assertThat(set.kept(Model.shapeOf(w))).isEqualTo(total);
    }

    @Property(tries = 50)
    void projectingTwiceIsProjectingOnce(@ForAll long seed, @ForAll @IntRange(min = 225, max = 1000) int percent) {
        INDArray w = draw(seed, 10, 9, 3, 3);
        for (SparsitySet set : everySet(Rate.times(percent / 100.0))) {
            Member once = set.project(w);
            assertThat(set.project(once.weights()).weights()).as(set.toString()).isEqualTo(once.weights());
            assertThat(w.mul(mask(once))).isEqualTo(once.weights());
            assertThat(kept(once)).isEqualTo(set.kept(Model.shapeOf(w)));
            assertThat(((Encoding.Masked) once.encoding()).structure()).isEqualTo(set.structure());
        }
    }

    private static List<SparsitySet> everySet(Rate rate) {
        List<SparsitySet> sets = new ArrayList<>();
        for (Structure structure : DEFINITIONS.keySet()) {
            sets.add(SparsitySet.of(structure, rate));
            sets.add(new TransposedSet(SparsitySet.of(structure, rate)));
        }
        for (int sharing : new int[] {1, 2, 4, 32}) {
            var patterns = new Structure.PatternConnectivity(PatternLibrary.CLICKTRAIN8.patterns(), sharing);
            sets.add(SparsitySet.of(patterns, rate));
            sets.add(new TransposedSet(SparsitySet.of(patterns, rate)));
        }
        sets.add(new NMSet(new Structure.NM(2, 4)));
        return sets;
    }

    @Property(tries = 50)
    void filtersThatShareHaveOnePatternAtAnInputChannel(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 4) int sharing) {
        INDArray w = draw(seed, 7, 3, 3, 3);
        var structure = new Structure.PatternConnectivity(PatternLibrary.CLICKTRAIN4.patterns(), sharing);
        INDArray mask = mask(SparsitySet.of(structure, Rate.times(4)).project(w));
        for (int first = 0; first < 7; first += sharing) {
            for (int other = first; other < Math.min(7, first + sharing); other++) {
                for (int channel = 0; channel < 3; channel++) {
                    assertThat(kernel(mask, other, channel)).isEqualTo(kernel(mask, first, channel));
                }
            }
        }
    }

    private static INDArray kernel(INDArray mask, int filter, int channel) {
        return mask.slice(filter).slice(channel).dup();
    }

    @Test
    void moreSharingIsNeverNearer() {
        INDArray w = draw(3, 32, 8, 3, 3);
        double last = 0;
        for (int sharing : new int[] {1, 2, 4, 8, 16, 32}) {
            var structure = new Structure.PatternConnectivity(PatternLibrary.CLICKTRAIN8.patterns(), sharing);
            double distance = w.distance2(
                    SparsitySet.of(structure, Rate.times(4.5)).project(w).weights());
            assertThat(distance).isGreaterThanOrEqualTo(last);
            last = distance;
        }
    }

    @Test
    void inATransposedConvolutionAFilterIsAnOutput() {
        INDArray w = draw(1, 2, 4, 3, 3);
        SparsitySet filters = new TransposedSet(SparsitySet.of(new Structure.Filter(), Rate.times(2)));
        INDArray mask = mask(filters.project(w));
        assertThat(mask.sum(0, 2, 3).toFloatVector()).containsOnly(0f, 18f);
        assertThat(mask)
                .isEqualTo(mask(SparsitySet.of(new Structure.Filter(), Rate.times(2))
                                .project(w.permute(1, 0, 2, 3)))
                        .permute(1, 0, 2, 3));
    }

    @Test
    void blockPunchedTakesInputsOneByOneWhereThereIsNothingToPunch() {
        var punched = new Structure.BlockPunched(8, 4);
        assertThat(punched.blocks(Shape.of(16, 8, 1, 1))).isEqualTo(punched.blocks(Shape.of(16, 8)));
        assertThat(punched.blocks(Shape.of(16, 8)).sizes()).containsOnly(8);
        assertThat(punched.blocks(Shape.of(16, 8, 3, 3)).sizes()).containsOnly(32);
    }

    @Test
    void theLimitsOfBlocksAreTheOtherStructures() {
        INDArray w = draw(9, 6, 4, 3, 3);
        Rate rate = Rate.times(3);
        assertThat(mask(SparsitySet.of(new Structure.BlockPunched(1, 1), rate).project(w)))
                .isEqualTo(mask(new UnstructuredSet(rate).project(w)));
        assertThat(mask(SparsitySet.of(new Structure.BlockPunched(6, 1), rate).project(w)))
                .isEqualTo(mask(SparsitySet.of(new Structure.Column(), rate).project(w)));
        INDArray matrix = w.reshape(6, 36);
        assertThat(mask(SparsitySet.of(new Structure.Block(6, 1), rate).project(matrix)))
                .isEqualTo(
                        mask(SparsitySet.of(new Structure.BlockColumn(6), rate).project(matrix)));
        assertThat(mask(SparsitySet.of(new Structure.Block(1, 9), rate).project(matrix)))
                .isEqualTo(mask(SparsitySet.of(new Structure.BlockRow(9), rate).project(matrix)));
        assertThat(mask(SparsitySet.of(new Structure.BlockPunched(6, 4), rate).project(w)))
                .isEqualTo(mask(SparsitySet.of(new Structure.Position(6), rate).project(w)));
    }

    @Test
    void refusalsSayWhatTheStructureIsFor() {
        Rate twofold = Rate.times(2);
        assertThat(SparsitySet.of(new Structure.TokenLane(3), twofold).refusal(Shape.of(8, 4, 3, 3)))
                .contains("has 3x3 kernels; token-lane blocks are for linear layers and 1x1 convolutions");
        assertThat(SparsitySet.of(new Structure.Block(8, 4), twofold).refusal(Shape.of(8, 4, 3, 3)))
                .contains("has 3x3 kernels; blocks are for linear layers and 1x1 convolutions, and block-punched:8x4 is"
                        + " for larger kernels");
        assertThat(SparsitySet.of(new Structure.Position(8), twofold).refusal(Shape.of(8, 4)))
                .contains("has the shape [8, 4]; kernels of one weight have no positions to choose from");
        assertThat(SparsitySet.of(new Structure.Filter(), twofold).refusal(Shape.of(8)))
                .contains("has the shape [8]; filter is for weights [O, I, H, W] or [O, I]");
        assertThatThrownBy(() -> SparsitySet.of(new Structure.NM(2, 4), Rate.times(4)))
                .hasMessage("n:m:2:4 is 2x by itself, and cannot be 4x");
    }

    private static INDArray draw(long seed, long... shape) {
        RandomGenerator random = new Seed(seed).split("weights").generator();
        float[] numbers = new float[(int) Nd4j.zeros(shape).length()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape);
    }

    private static INDArray mask(Member member) {
        return ((Encoding.Masked) member.encoding()).mask();
    }

    private static long kept(Member member) {
        return ((Encoding.Masked) member.encoding()).kept();
    }
}
