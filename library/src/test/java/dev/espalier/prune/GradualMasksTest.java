package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class GradualMasksTest {

    private static final long STEPS = 100;

    private static Model model() {
        var net = new ModelBuilder("gradual");
        Value x = net.conv("stem", net.input(3, 16, 16), Conv2d.square(16, 3, 1, 1));
        x = net.conv("spatial", x, Conv2d.square(16, 3, 1, 1));
        x = net.conv("point", net.relu(x), Conv2d.square(16, 1, 1, 0));
        return net.build(net.linear("classifier", net.globalAveragePool(x), 10), new Seed(5));
    }

    @Test
    void sparsityFollowsTheCubic() {
        var gradual = new Solver.Gradual(10, 0.5);
        Rate half = gradual.rate(Rate.NONE, Rate.times(4), 25, STEPS);
        assertThat(half.sparsity()).as("s_f (1 - 0.5^3)").isCloseTo(0.75 * 0.875, within(1e-12));
        assertThat(gradual.rate(Rate.NONE, Rate.times(4), 0, STEPS).times()).isCloseTo(1, within(1e-12));
        assertThat(gradual.rate(Rate.NONE, Rate.times(4), 50, STEPS)).isEqualTo(Rate.times(4));
        assertThat(gradual.rate(Rate.NONE, Rate.times(4), 90, STEPS)).isEqualTo(Rate.times(4));
        Rate fromPatterns = gradual.rate(Rate.times(2.25), Rate.times(4), 25, STEPS);
        assertThat(fromPatterns.sparsity()).isCloseTo(0.75 + (5 / 9.0 - 0.75) / 8, within(1e-12));
    }

    @Property
    void thereAreAsManyRoundsAsAskedAndTheLastReachesTheRate(
            @ForAll @IntRange(min = 1, max = 50) int rounds,
            @ForAll @DoubleRange(min = 0.01, max = 1) double until,
            @ForAll @IntRange(min = 1, max = 500) int steps) {
        var gradual = new Solver.Gradual(rounds, until);
        long last = gradual.lastStep(steps);
        List<Long> at = LongStream.rangeClosed(0, steps)
                .filter(step -> gradual.isRound(step, steps))
                .boxed()
                .toList();
        assertThat(at).hasSize((int) Math.min(rounds, last) + 1).startsWith(0L).endsWith(last);
    }

    @Test
    void masksTightenToThePlanAndNeverReopen() {
        for (Prune prune : List.of(Prune.unstructured(Rate.times(4)), Prune.pattern(Rate.times(4)))) {
            Model model = model();
            PrunePlan plan = PrunePlan.of(model, prune);
            var masks = new GradualMasks(new Solver.Gradual(10, 0.5), plan);
            Parameters weights = model.parameters().copy();
            Map<String, Encoding> current = Map.of();
            for (long step = 0; step <= STEPS; step++) {
                Map<String, Encoding> next = masks.at(step, STEPS, current, () -> weights);
                if (next == current) {
                    continue;
                }
                assertThat(masks.at(step, STEPS, current, () -> weights))
                        .as("the same question has the same answer")
                        .isEqualTo(next);
                for (String parameter : current.keySet()) {
                    assertThat(mask(next, parameter).mul(mask(current, parameter)))
                            .as("what was masked stays masked")
                            .isEqualTo(mask(next, parameter));
                }
                current = next;
                applyMasks(weights, current);
            }
            Map<String, Encoding> reached = current;
            assertThat(plan.pruned())
                    .allSatisfy(layer -> assertThat(((Encoding.Masked) reached.get(layer.parameter())).kept())
                            .isEqualTo(layer.kept()));
        }
    }

    /** Stands in for an optimizer step: moves weights a little and masks them. */
    private static void applyMasks(Parameters weights, Map<String, Encoding> masks) {
        masks.keySet().forEach(name -> weights.get(name).muli(1.01).muli(mask(masks, name)));
    }

    @Test
    void patternsHoldFromTheStartAndConnectivityFollows() {
        Model model = model();
        PrunePlan plan = PrunePlan.of(model, Prune.pattern(Rate.times(4)));
        var masks = new GradualMasks(new Solver.Gradual(10, 0.5), plan);
        Map<String, Encoding> start = masks.at(0, STEPS, Map.of(), model::parameters);
        assertThat(((Encoding.Masked) start.get("spatial.weight")).kept()).isEqualTo(16 * 16 * 4);
        assertThat(start).as("1x1 kernels have no patterns and start dense").doesNotContainKey("point.weight");
    }

    @Test
    void betweenRoundsNothingChangesAndNoWeightsAreCopied() {
        PrunePlan plan = PrunePlan.of(model(), Prune.unstructured(Rate.times(4)));
        var masks = new GradualMasks(new Solver.Gradual(10, 0.5), plan);
        Map<String, Encoding> current = new LinkedHashMap<>();
        List<Long> asked = new ArrayList<>();
        for (long step = 0; step <= STEPS; step++) {
            long now = step;
            Map<String, Encoding> next = masks.at(step, STEPS, current, () -> {
                asked.add(now);
                return model().parameters();
            });
            if (!asked.contains(step)) {
                assertThat(next).isSameAs(current);
            }
        }
        assertThat(asked).containsExactly(0L, 5L, 10L, 15L, 20L, 25L, 30L, 35L, 40L, 45L, 50L);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Solver.Gradual(0, 0.5)).hasMessage("gradual pruning in 0 rounds; at least 1");
        for (double until : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> new Solver.Gradual(10, until))
                    .hasMessageContaining("it must be above 0 and at most 1");
        }
    }

    private static INDArray mask(Map<String, Encoding> encodings, String parameter) {
        return ((Encoding.Masked) encodings.get(parameter)).mask();
    }
}
