package dev.espalier.solve;

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
import dev.espalier.prune.Prune;
import dev.espalier.prune.PrunedLayer;
import dev.espalier.prune.Rate;
import dev.espalier.train.Hold;
import dev.espalier.train.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class GradualTest {

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
        var gradual = new Gradual(10, 0.5);
        assertThat(gradual.sparsity(0, 0.75, 25, STEPS)).as("s_f (1 - 0.5^3)").isCloseTo(0.75 * 0.875, within(1e-12));
        assertThat(gradual.sparsity(0, 0.75, 0, STEPS)).isCloseTo(0, within(1e-12));
        assertThat(gradual.sparsity(0, 0.75, 50, STEPS)).isEqualTo(0.75);
        assertThat(gradual.sparsity(0, 0.75, 90, STEPS)).isEqualTo(0.75);
        assertThat(gradual.sparsity(5 / 9.0, 0.75, 25, STEPS)).isCloseTo(0.75 + (5 / 9.0 - 0.75) / 8, within(1e-12));
    }

    @Property
    void thereAreAsManyRoundsAsAskedAndTheLastReachesTheRate(
            @ForAll @IntRange(min = 1, max = 50) int rounds,
            @ForAll @DoubleRange(min = 0.01, max = 1) double until,
            @ForAll @IntRange(min = 1, max = 500) int steps) {
        var gradual = new Gradual(rounds, until);
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
            Policy policy = policy(model, prune);
            Parameters weights = model.parameters().copy();
            Hold current = Hold.of(Map.of());
            for (long step = 0; step <= STEPS; step++) {
                Policy.Moment moment = new Policy.Moment(step, STEPS, STEPS, current, () -> weights);
                Hold next = policy.at(moment);
                if (next == current) {
                    continue;
                }
                assertThat(policy.at(moment))
                        .as("the same question has the same answer")
                        .isEqualTo(next);
                for (String parameter : current.encodings().keySet()) {
                    assertThat(mask(next, parameter).mul(mask(current, parameter)))
                            .as("what was masked stays masked")
                            .isEqualTo(mask(next, parameter));
                }
                current = next;
                applyMasks(weights, current);
            }
            Hold reached = current;
            assertThat(prune.apply(model).layers())
                    .filteredOn(PrunedLayer::pruned)
                    .allSatisfy(layer -> assertThat(
                                    masked(reached, layer.parameter()).kept())
                            .isEqualTo(layer.kept()));
        }
    }

    private static Policy policy(Model model, Prune prune) {
        return new GradualPolicy(new Gradual(10, 0.5), prune.settle(model, null), model.encodings());
    }

    /** Stands in for an optimizer step: moves weights a little and masks them. */
    private static void applyMasks(Parameters weights, Hold hold) {
        hold.encodings().keySet().forEach(name -> weights.get(name).muli(1.01).muli(mask(hold, name)));
    }

    @Test
    void patternsHoldFromTheStartAndConnectivityFollows() {
        Model model = model();
        Hold start = policy(model, Prune.pattern(Rate.times(4)))
                .at(new Policy.Moment(0, STEPS, STEPS, Hold.of(Map.of()), model::parameters));
        assertThat(masked(start, "spatial.weight").kept()).isEqualTo(16 * 16 * 4);
        assertThat(start.encodings())
                .as("1x1 kernels have no patterns and start dense")
                .doesNotContainKey("point.weight");
    }

    @Test
    void betweenRoundsNothingChangesAndNoWeightsAreCopied() {
        Policy policy = policy(model(), Prune.unstructured(Rate.times(4)));
        Hold current = Hold.of(Map.of());
        List<Long> asked = new ArrayList<>();
        for (long step = 0; step <= STEPS; step++) {
            long now = step;
            Hold next = policy.at(new Policy.Moment(step, STEPS, STEPS, current, () -> {
                asked.add(now);
                return model().parameters();
            }));
            if (!asked.contains(step)) {
                assertThat(next).isSameAs(current);
            }
        }
        assertThat(asked).containsExactly(0L, 5L, 10L, 15L, 20L, 25L, 30L, 35L, 40L, 45L, 50L);
    }

    @Test
    void textAndSettingsAreReadBack() {
        Solver gradual = new Gradual(7, 0.25);
        assertThat(gradual).hasToString("gradual:rounds=7,until=0.25");
        assertThat(Solver.parse(gradual.text())).isEqualTo(gradual);
        assertThat(Solver.parse("gradual")).isEqualTo(Gradual.USUAL);
        assertThat(Solver.parse("one-shot")).isEqualTo(new OneShot());
        assertThatThrownBy(() -> Solver.parse("gradua")).hasMessage("no solver 'gradua'; did you mean 'gradual'?");
        assertThatThrownBy(() -> Solver.parse("gradual:round=3"))
                .hasMessage("gradual has no setting 'round'; did you mean 'rounds'?");
        assertThatThrownBy(() -> Solver.parse("gradual:3"))
                .hasMessage("'3' is no setting of gradual; write KEY=VALUE,KEY=VALUE");
        assertThatThrownBy(() -> Solver.parse("gradual:rounds=x")).hasMessage("gradual: rounds=x is no number");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Gradual(0, 0.5)).hasMessage("gradual pruning in 0 rounds; at least 1");
        for (double until : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> new Gradual(10, until)).hasMessageContaining("it must be above 0 and at most 1");
        }
    }

    private static INDArray mask(Hold hold, String parameter) {
        return masked(hold, parameter).mask();
    }

    private static Encoding.Masked masked(Hold hold, String parameter) {
        return (Encoding.Masked) hold.encodings().get(parameter);
    }
}
