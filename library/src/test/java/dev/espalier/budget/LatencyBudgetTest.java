package dev.espalier.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.budget.Strategy.Threshold.Score;
import dev.espalier.compile.latency.CostModel;
import dev.espalier.compile.latency.LatencySource;
import dev.espalier.compile.latency.MeasuredLatency;
import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.LatencyMeter;
import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Budgets of milliseconds, on a network of one residual block that is compiled and timed. */
@ExtendWith(NeedsCompiler.class)
class LatencyBudgetTest {

    private static final Model NET = net();
    private static final PruneDials DIALS =
            PruneDials.of(NET, Prune.of(Scheme.parse("block-punched:16x4"), Rate.times(16)));

    private static Model net() {
        ModelBuilder net = new ModelBuilder("residual");
        Value stem = net.relu(net.conv("conv1", net.input(3, 16, 16), Conv2d.square(64, 3, 1, 1)));
        Value inner = net.relu(net.conv("layer1.0.conv1", stem, Conv2d.square(64, 3, 1, 1)));
        Value block = net.relu(net.add(stem, net.conv("layer1.0.conv2", inner, Conv2d.square(64, 3, 1, 1))));
        return net.build(net.linear("linear", net.globalAveragePool(block), 10), new Seed(1));
    }

    private static CostModel calculated() {
        MeasuredLatency measured = new MeasuredLatency();
        Model half = DIALS.turned(Positions.uniform(DIALS, 0.5));
        return CostModel.fit(
                measured.measure(NET).table().with(measured.measure(half).table()));
    }

    @Test
    void whatIsReportedIsWhatTheCompiledModelTakes() {
        Allocation allocation = new Allocator(Budget.parse("ms 50%"), new Strategy.Uniform()).allocate(DIALS);

        double before = Measure.milliseconds(allocation.had().whole());
        double after = Measure.milliseconds(allocation.has().whole());
        assertThat(after).isLessThanOrEqualTo(0.5 * before);
        // Measured once more by somebody else; others may be using the machine.
        assertThat(new MeasuredLatency().milliseconds(allocation.model())).isBetween(after / 2, after * 2);
        assertThat(allocation.keeps().values()).allMatch(keep -> keep < 1);
        assertThat(allocation.rows()).extracting(Allocation.Row::layer).contains("layer1.0.conv1");
        assertThat(allocation.toString()).contains("budget ms 50% of residual", "ms before", "whole model");
    }

    @Test
    void everyStrategyMeetsWhatACostModelCalculates() {
        LatencySource source = calculated();
        double limit = 0.4 * source.milliseconds(NET);
        for (Strategy strategy :
                List.of(new Strategy.Uniform(), new Strategy.Threshold(Score.LAMP), new Strategy.Measured(curves()))) {
            Allocation allocation = new Allocator(Budget.ofMilliseconds(limit), strategy).allocate(DIALS, source);

            assertThat(source.milliseconds(allocation.model()))
                    .as(strategy.toString())
                    .isBetween(0.9 * limit, limit + 1e-6);
            double sum = allocation.has().layers().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(sum).isCloseTo(allocation.has().whole(), within(100.0));
        }
    }

    /** Nothing minds but the stem. */
    private static SensitivityCurves curves() {
        List<Double> keeps = List.of(1.0, 0.5, 0.25, 0.125);
        List<SensitivityCurve> curves = DIALS.dials().stream()
                .map(dial -> new SensitivityCurve(
                        dial,
                        keeps.stream()
                                .map(keep -> new Point(
                                        keep,
                                        dial.name().equals("conv1") ? 1 / keep : 1,
                                        0.5,
                                        Cost.of(DIALS.turned(Map.of(dial.name(), keep)))))
                                .toList()))
                .toList();
        return new SensitivityCurves("residual", "made", Sensitivity.usual(new Seed(1)), "made", curves, true);
    }

    @Test
    void modelsThatAreFastEnoughStayAsTheyAre() {
        Allocation allocation = new Allocator(Budget.ofMilliseconds(1000), new Strategy.Uniform()).allocate(DIALS);

        assertThat(allocation.model()).isSameAs(NET);
        assertThat(allocation.had()).isEqualTo(allocation.has());
    }

    @Test
    void outOfReachSaysWhatWasMeasured() {
        assertThatThrownBy(() -> new Allocator(Budget.ofMilliseconds(0.001), new Strategy.Uniform()).allocate(DIALS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "the budget ms 0.001 of 'residual' is out of reach: every part at its tightest leaves"
                                + " 0\\.\\d{3} of \\d\\.\\d{3} ms \\(.*%\\), and 0\\.001 are allowed; allow more, .*");
    }

    @Test
    void otherBudgetsKnowNoLatency() {
        LatencySource source = new MeasuredLatency();
        assertThatThrownBy(
                        () -> new Allocator(Budget.parse("macs 30%"), new Strategy.Uniform()).allocate(DIALS, source))
                .hasMessage("the budget macs 30% counts MACs, of which no latency tells; budget ms");
    }

    @Test
    void canBeStopped() {
        MeasuredLatency stopped = new MeasuredLatency(Compile.here(), new LatencyMeter(), Progress.NONE, () -> true);
        assertThatThrownBy(() -> new Allocator(Budget.parse("ms 50%"), new Strategy.Uniform()).allocate(DIALS, stopped))
                .isInstanceOf(CancellationException.class)
                .hasMessage("meeting the budget ms 50% was stopped");
    }
}
