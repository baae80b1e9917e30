package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NeedsCompiler.class)
class LatencyTest {

    @Test
    void quantilesLieBetweenTheNearestRounds() {
        double[] runs = {11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        double[] references = {11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

        Latency latency = Latency.of(runs, references, 1);

        assertThat(latency).isEqualTo(new Latency(6, 2, 10, 11, 1, 1));
        assertThat(latency.steady()).isFalse();
        assertThat(latency)
                .hasToString(
                        "6.000 ms of processor time on 1 thread (p10 2.000, p90 10.000, 11 rounds, not steady: something else was"
                                + " running), 1.000 of the reference kernel");
    }

    @Test
    void theRatioForgivesRoundsInWhichAllIsSlow() {
        Latency latency =
                Latency.of(new double[] {1, 5, 1, 1, 3, 1, 1, 1, 2}, new double[] {2, 10, 2, 2, 6, 2, 2, 2, 4}, 2);

        assertThat(latency.ratio()).isCloseTo(0.5, within(1e-12));
        assertThat(latency.toString()).contains("on 2 threads");
    }

    @Test
    void timesACompiledModel() {
        try (CompiledModel model = Compile.here().apply(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)))) {
            Latency latency = new LatencyMeter().measure(model, Progress.NONE, Cancellation.NEVER);

            assertThat(latency.rounds()).isEqualTo(9);
            assertThat(latency.p10()).isPositive().isLessThanOrEqualTo(latency.median());
            assertThat(latency.median()).isLessThanOrEqualTo(latency.p90());
            assertThatThrownBy(() -> new LatencyMeter().measure(model, Progress.NONE, () -> true))
                    .isInstanceOf(CancellationException.class);
        }
        assertThatThrownBy(() -> new LatencyMeter(3)).hasMessageContaining("at least 9");
    }
}
