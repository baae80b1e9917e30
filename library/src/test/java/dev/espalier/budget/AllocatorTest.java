package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.model.Cost;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.Scheme;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocatorTest {

    private static SensitivityCurves unstructured;

    @BeforeAll
    static void measure() {
        unstructured = SensitivityAnalysis.of(Sensitivity.usual(new Seed(4)).on(400))
                .measure(dials(Scheme.parse(Scheme.UNSTRUCTURED)), Small.DATA);
    }

    private static Dials dials(Scheme scheme) {
        return PruneDials.of(Small.trained(), scheme, LayerChoice.USUAL);
    }

    @ParameterizedTest
    @CsvSource({"parameters 40%", "macs 50%", "bytes 45%", "macs 120k", "bytes 12 kB"})
    void everyBudgetIsMetAndNearlyUsedUp(String text) {
        Budget budget = Budget.parse(text);
        for (Strategy strategy : List.of(new Strategy.Uniform(), new Strategy.Measured(unstructured))) {
            Allocation allocation = new Allocator(budget, strategy).allocate(dials(Scheme.parse(Scheme.UNSTRUCTURED)));
            long left = budget.measure().of(Cost.of(allocation.model()));
            long limit = budget.limit(Cost.of(Small.trained()));
            assertThat(left).as(strategy + " " + budget).isBetween(limit * 97 / 100, limit);
        }
    }

    @Test
    void uniformMeansTheSameRateEverywhere() {
        Allocation allocation = new Allocator(Budget.parse("macs 50%"), new Strategy.Uniform())
                .allocate(dials(Scheme.parse(Scheme.UNSTRUCTURED)));
        assertThat(allocation.keeps().values().stream().distinct()).hasSize(1);
        assertThat(allocation.toString()).contains("budget macs 50% of small, prune unstructured, uniform", "no dial");
    }

    @Test
    void partsThatCannotHaveTheRateTakeTheirNearest() {
        // Little is asked for, but kernel patterns start at 2.25x.
        Allocation allocation =
                new Allocator(Budget.parse("macs 95%"), new Strategy.Uniform()).allocate(dials(new Scheme.Pattern(8)));
        assertThat(allocation.keeps().get("first")).isEqualTo(4 / 9.0);
        assertThat(allocation.keeps().get("point")).isBetween(0.5, 1.0);
    }

    @Test
    void measuredCurvesBeatTheSameRateEverywhere() {
        Budget budget = Budget.parse("macs 40%");
        Allocation wise = new Allocator(budget, new Strategy.Measured(unstructured))
                .allocate(dials(Scheme.parse(Scheme.UNSTRUCTURED)));
        Allocation even =
                new Allocator(budget, new Strategy.Uniform()).allocate(dials(Scheme.parse(Scheme.UNSTRUCTURED)));
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
        Dials dials = dials(Scheme.parse(Scheme.UNSTRUCTURED));
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
        Allocation allocation = new Allocator(Budget.parse("macs 100%"), new Strategy.Uniform())
                .allocate(dials(Scheme.parse(Scheme.UNSTRUCTURED)));
        assertThat(allocation.keeps().values()).containsOnly(1.0);
        assertThat(allocation.after()).isEqualTo(allocation.before());
    }

    @Test
    void outOfReachSaysWhatCouldBeReached() {
        Model model = Small.trained();
        Cost cost = Cost.of(model);
        assertThatThrownBy(() -> new Allocator(Budget.parse("macs 2%"), new Strategy.Uniform())
                        .allocate(dials(Scheme.parse(Scheme.UNSTRUCTURED))))
                .hasMessageStartingWith(
                        "the budget macs 2% of 'small' is out of reach: every part at its tightest leaves")
                .hasMessageContaining(String.format("of %,d MACs", cost.macs()))
                .hasMessageEndingWith("allow more, or include parts that are left as they are");
        assertThatThrownBy(() -> new Allocator(Budget.parse("macs 8%"), new Strategy.Measured(unstructured))
                        .allocate(dials(Scheme.parse(Scheme.UNSTRUCTURED))))
                .hasMessageContaining("every part as tight as it was measured leaves")
                .hasMessageEndingWith("measure higher rates, or allow more");
    }

    @Test
    void anUnknownDialIsNamed() {
        assertThatThrownBy(() -> dials(Scheme.parse(Scheme.UNSTRUCTURED)).turned(Map.of("secnd", 0.5)))
                .hasMessage("nothing to turn on 'secnd'; did you mean 'second'?");
        assertThatThrownBy(() -> dials(new Scheme.Pattern(8)).turned(Map.of("second", 0.5)))
                .hasMessageStartingWith("'second' cannot keep 0.5 of itself; the nearest below is 0.44");
    }

    @Test
    void unfinishedCurvesAreNoGround() {
        SensitivityCurves half = new SensitivityCurves(
                "small", "made", Sensitivity.usual(new Seed(1)), "made", unstructured.curves(), false);
        assertThatThrownBy(() -> new Allocator(Budget.parse("macs 50%"), new Strategy.Measured(half))
                        .allocate(dials(Scheme.parse(Scheme.UNSTRUCTURED))))
                .hasMessage("the sensitivity of 'small' was stopped before every point was measured; resume it from its"
                        + " file first");
    }
}
