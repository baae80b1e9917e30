package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.budget.Strategy.Threshold.Score;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.train.Digest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocatorTest {

    private static final Prune SINGLE = Prune.unstructured(Rate.times(32));
    private static final Prune PATTERN = Prune.pattern(Rate.times(32));

    private static SensitivityCurves unstructured;

    @BeforeAll
    static void measure() {
        unstructured =
                SensitivityAnalysis.of(Sensitivity.usual(new Seed(4)).on(400)).measure(dials(SINGLE), Small.DATA);
    }

    private static PruneDials dials(Prune prune) {
        return PruneDials.of(Small.trained(), prune);
    }

    @ParameterizedTest
    @CsvSource({"parameters 40%", "macs 50%", "bytes 45%", "macs 120k", "bytes 12 kB"})
    void everyBudgetIsMetAndNearlyUsedUp(String text) {
        Budget budget = Budget.parse(text);
        for (Strategy strategy : List.of(
                new Strategy.Uniform(),
                new Strategy.Measured(unstructured),
                new Strategy.Threshold(Score.LAMP),
                new Strategy.Threshold(Score.MAGNITUDE))) {
            Allocation allocation = new Allocator(budget, strategy).allocate(dials(SINGLE));
            long left = budget.measure().of(Cost.of(allocation.model()));
            long limit = budget.limit(Cost.of(Small.trained()));
            assertThat(left).as(strategy + " " + budget).isBetween(limit * 97 / 100, limit);
        }
    }

    @Test
    void uniformMeansTheSameRateEverywhere() {
        Allocation allocation = new Allocator(Budget.parse("macs 50%"), new Strategy.Uniform()).allocate(dials(SINGLE));
        assertThat(allocation.keeps().values().stream().distinct()).hasSize(1);
        assertThat(allocation.toString())
                .contains("budget macs 50% of small, unstructured pruning by l2, uniform", "no dial");
    }

    @Test
    void partsThatCannotHaveTheRateTakeTheirNearest() {
        // Little is asked for, but kernel patterns start at 2.25x.
        Allocation allocation =
                new Allocator(Budget.parse("macs 95%"), new Strategy.Uniform()).allocate(dials(PATTERN));
        assertThat(allocation.keeps().get("first")).isEqualTo(4 / 9.0);
        assertThat(allocation.keeps().get("point")).isBetween(0.5, 1.0);
    }

    @Test
    void measuredCurvesBeatTheSameRateEverywhere() {
        Budget budget = Budget.parse("macs 40%");
        Allocation wise = new Allocator(budget, new Strategy.Measured(unstructured)).allocate(dials(SINGLE));
        Allocation even = new Allocator(budget, new Strategy.Uniform()).allocate(dials(SINGLE));
        double sumOfEven = even.keeps().entrySet().stream()
                .mapToDouble(keep -> unstructured.of(keep.getKey()).increase(keep.getValue()))
                .sum();
        assertThat(wise.predictedIncrease().orElseThrow()).isLessThanOrEqualTo(sumOfEven);
        assertThat(wise.toString()).contains("measured loss increases add up to");
    }

    /** Curves made up by hand, on the real network's costs. */
    private static SensitivityCurves made(Dials dials, Map<String, List<Double>> losses) {
        List<Double> keeps = List.of(1.0, 0.5, 0.25);
        List<SensitivityCurve> curves = dials.dials().stream()
                .map(dial -> new SensitivityCurve(dial, points(dials, dial, keeps, losses.get(dial.name()))))
                .toList();
        return new SensitivityCurves("small", "made", Sensitivity.usual(new Seed(1)), "made", curves, true);
    }

    private static List<Point> points(Dials dials, Dial dial, List<Double> keeps, List<Double> losses) {
        return IntStream.range(0, keeps.size())
                .mapToObj(i -> new Point(
                        keeps.get(i), losses.get(i), 0.5, Cost.of(dials.turned(Map.of(dial.name(), keeps.get(i))))))
                .toList();
    }

    @Test
    void whatDoesNotMindIsPrunedMost() {
        Dials dials = dials(SINGLE);
        SensitivityCurves curves = made(
                dials,
                Map.of(
                        "first", List.of(0.3, 0.9, 2.0),
                        "second", List.of(0.3, 0.3, 0.3),
                        "point", List.of(0.3, 0.9, 2.0)));
        Allocation allocation =
                new Allocator(Budget.parse("parameters 70%"), new Strategy.Measured(curves)).allocate(dials);
        assertThat(allocation.keeps().get("second")).isLessThan(0.55);
        assertThat(allocation.keeps()).containsEntry("first", 1.0).containsEntry("point", 1.0);
    }

    @Test
    void aBudgetThatIsMetChangesNothing() {
        Allocation allocation =
                new Allocator(Budget.parse("macs 100%"), new Strategy.Uniform()).allocate(dials(SINGLE));
        assertThat(allocation.keeps().values()).containsOnly(1.0);
        assertThat(allocation.after()).isEqualTo(allocation.before());
    }

    @Test
    void outOfReachSaysWhatCouldBeReached() {
        Model model = Small.trained();
        Cost cost = Cost.of(model);
        assertThatThrownBy(() -> new Allocator(Budget.parse("macs 2%"), new Strategy.Uniform()).allocate(dials(SINGLE)))
                .hasMessageStartingWith(
                        "the budget macs 2% of 'small' is out of reach: every part at its tightest leaves")
                .hasMessageContaining(String.format("of %,d MACs", cost.macs()))
                .hasMessageEndingWith("allow more, permit higher rates, or include parts that are left as they are");
        assertThatThrownBy(() -> new Allocator(Budget.parse("macs 8%"), new Strategy.Measured(unstructured))
                        .allocate(dials(SINGLE)))
                .hasMessageContaining("every part as tight as it was measured leaves")
                .hasMessageEndingWith("measure higher rates, or allow more");
    }

    @Test
    void oneThresholdKeepsTheLargestWeightsOfAllLayers() {
        PruneDials dials = dials(SINGLE);
        Allocation allocation =
                new Allocator(Budget.parse("parameters 40%"), new Strategy.Threshold(Score.MAGNITUDE)).allocate(dials);
        double smallestKept = Double.POSITIVE_INFINITY;
        double largestCut = 0;
        for (Dial dial : dials.dials()) {
            float[] before = weights(dials.model(), dial.name());
            float[] after = weights(allocation.model(), dial.name());
            for (int i = 0; i < before.length; i++) {
                double magnitude = Math.abs(before[i]);
                smallestKept = after[i] == 0 ? smallestKept : Math.min(smallestKept, magnitude);
                largestCut = after[i] == 0 ? Math.max(largestCut, magnitude) : largestCut;
            }
        }
        assertThat(largestCut).isLessThanOrEqualTo(smallestKept);
    }

    private static float[] weights(Model model, String layer) {
        return model.parameters()
                .get(model.graph().node(layer).inputs().get(1))
                .dup('c')
                .data()
                .asFloat();
    }

    @Test
    void lampKeepsTheLargestOfEveryLayer() {
        // Equation 4 of the paper, on layers [3, 2, 1] and [30, 20, 10]: scales cancel.
        Pieces small = new Pieces(new double[] {1, 9, 4}, new long[] {1, 1, 1});
        assertThat(small.ranked().energy()).containsExactly(9, 4, 1);
        Pieces uneven = new Pieces(new double[] {8, 9, 4}, new long[] {4, 1, 1});
        assertThat(uneven.ranked().energy()).containsExactly(9, 4, 8);
        Allocation lamp = new Allocator(Budget.parse("parameters 20%"), new Strategy.Threshold(Score.LAMP))
                .allocate(dials(SINGLE));
        assertThat(lamp.keeps().values()).allSatisfy(keep -> assertThat(keep).isGreaterThan(1 / 32.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unstructured", "pattern", "filter", "column", "block-punched", "n:m:2:4"})
    void whatIsAskedOfASolverIsWhatWasFound(String scheme) {
        Prune prune = Prune.of(Scheme.parse(scheme), Rate.times(scheme.startsWith("n:m") ? 2 : 16));
        PruneDials dials = dials(prune);
        Allocation allocation = new Allocator(Budget.parse("macs 61%"), new Strategy.Uniform()).allocate(dials);
        Prune asked = (Prune) allocation.aim();
        Model pruned = Prune.parse(asked.settings()).apply(Small.trained()).model();
        assertThat(pruned.history()).isEqualTo(allocation.model().history());
        assertThat(Digest.of(pruned.parameters()))
                .isEqualTo(Digest.of(allocation.model().parameters()));
        assertThat(Cost.of(pruned)).isEqualTo(allocation.after());
    }

    @Test
    void layersThatStayDenseMayHaveBeenAskedFor() {
        PruneDials dials = dials(SINGLE.only("first", "second"));
        Map<String, Double> keeps = Map.of("second", 0.25);
        Model asked = dials.aim(keeps).apply(Small.trained()).model();
        assertThat(Cost.of(asked)).isEqualTo(Cost.of(dials.turned(keeps)));
        assertThat(asked.encodings()).hasSize(1);
    }

    @Test
    void anUnknownDialIsNamed() {
        assertThatThrownBy(() -> dials(SINGLE).turned(Map.of("secnd", 0.5)))
                .hasMessage("nothing to turn on 'secnd'; did you mean 'second'?");
        assertThatThrownBy(() -> dials(PATTERN).turned(Map.of("second", 0.5)))
                .hasMessageStartingWith("'second' cannot keep 0.5 of itself; the nearest below is 0.44");
    }

    @Test
    void unfinishedCurvesAreNoGround() {
        SensitivityCurves half = new SensitivityCurves(
                "small", "made", Sensitivity.usual(new Seed(1)), "made", unstructured.curves(), false);
        assertThatThrownBy(() ->
                        new Allocator(Budget.parse("macs 50%"), new Strategy.Measured(half)).allocate(dials(SINGLE)))
                .hasMessage("the sensitivity of 'small' was stopped before every point was measured; resume it from its"
                        + " file first");
    }
}
