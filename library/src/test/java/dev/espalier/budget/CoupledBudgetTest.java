package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.train.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels, whose choices influence what others cost. */
class CoupledBudgetTest {

    private static PruneDials dials(Model model, String scheme) {
        return PruneDials.of(model, Prune.of(Scheme.parse(scheme), Rate.times(8)));
    }

    private static SensitivityCurves curves(Dials dials) {
        return SensitivityAnalysis.of(Sensitivity.usual(new Seed(2))
                        .on(100)
                        .at(Rate.times(1.5), Rate.times(2), Rate.times(4), Rate.times(8)))
                .measure(dials, Small.DATA);
    }

    @ParameterizedTest
    @CsvSource({"macs 30%", "parameters 40%", "bytes 50%"})
    void budgetsHoldAfterThinning(String text) {
        PruneDials dials = dials(Small.trained(), "coupled");
        Budget budget = Budget.parse(text);
        long limit = budget.limit(Cost.of(Small.trained()));
        for (Strategy strategy : List.of(
                new Strategy.Uniform(),
                new Strategy.Measured(curves(dials)),
                new Strategy.Threshold(Strategy.Threshold.Score.LAMP))) {
            Allocation allocation = new Allocator(budget, strategy).allocate(dials);
            long masked = budget.measure().of(allocation.after());
            assertThat(masked).as(budget + " by " + strategy).isBetween(limit * 85 / 100, limit);
            Cost thinned = Cost.of(allocation.model().thin());
            assertThat(budget.measure().of(thinned)).as("thinned").isLessThanOrEqualTo(masked);
            if (budget.measure() == Measure.MACS) {
                assertThat(thinned.macs()).isEqualTo(masked);
            }
        }
    }

    @Test
    void costsOfPairsArePredictedToTheLastMac() {
        PruneDials dials = dials(Small.trained(), "coupled");
        for (Measure measure : List.of(Measure.MACS, Measure.PARAMETERS)) {
            Target target = Target.of(dials, Budget.share(measure, 0.5), Gauge.counting(measure));
            SensitivityCurves curves = curves(dials);
            PredictedCost predicted = new PredictedCost(target, curves.curves());
            var random = new Seed(5).generator();
            for (int i = 0; i < 10; i++) {
                List<Double> keeps = new ArrayList<>();
                for (SensitivityCurve curve : curves.curves()) {
                    var points = curve.points();
                    keeps.add(points.get(random.nextInt(points.size())).keep());
                }
                Map<String, Double> turned = new LinkedHashMap<>();
                IntStream.range(0, keeps.size())
                        .forEach(k -> turned.put(curves.curves().get(k).dial().name(), keeps.get(k)));
                double[] at = keeps.stream().mapToDouble(keep -> keep).toArray();
                assertThat(predicted.of(at)).as(measure + " " + turned).isCloseTo(target.left(turned), within(0.5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lenet5", "resnet20", "mobilenetv2", "vgg-small"})
    void whatIsAskedOfASolverIsWhatWasFound(String name) {
        Model model = Zoo.create(name, Shape.of(1, 28, 28), 10, new Seed(1));
        PruneDials dials = dials(model, "coupled:2");
        Allocation allocation = new Allocator(Budget.parse("macs 40%"), new Strategy.Uniform()).allocate(dials);
        Prune asked = (Prune) allocation.aim();
        Model pruned = Prune.parse(asked.settings()).apply(model).model();
        assertThat(pruned.history()).isEqualTo(allocation.model().history());
        assertThat(Digest.of(pruned.parameters()))
                .isEqualTo(Digest.of(allocation.model().parameters()));
    }
}
