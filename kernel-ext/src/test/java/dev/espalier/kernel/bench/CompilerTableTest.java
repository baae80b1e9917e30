package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.kernel.bench.InferenceEntrant.House;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompilerTableTest {

    private final InferenceContest contest = new InferenceContest(
            InferenceNet.named("mobilenetv2"),
            1,
            List.of(
                    result(House.ESPALIER, 1, 4, 4, 4.1),
                    result(House.ESPALIER, 4.5, 1, 2, 1),
                    result(House.ONNX_RUNTIME, 1, 8, 8, 8.2),
                    result(House.TFLITE, 1, 6, 6.2, 6)),
            Map.of());

    private static InferenceResult result(House house, double times, double... milliseconds) {
        List<Measurement> bursts = Arrays.stream(milliseconds)
                .mapToObj(each -> new Measurement(10, each * 0.01, each * 0.01, 0, 0, 1e-6))
                .toList();
        return new InferenceResult(new InferenceEntrant(house, times), house.title() + " 1.0", 1e-6, bursts);
    }

    @Test
    void everyFormOfOursIsARowBesideTheFasterPeer() {
        assertThat(CompilerTable.rows(contest))
                .containsExactly(
                        List.of("mobilenetv2", "1", "dense", "4.000", "4.000", "8.000", "6.000", "1.50", "1.0e-06"),
                        List.of("mobilenetv2", "1", "4.50x", "1.000~", "1.000", "8.000", "6.000", "6.00", "1.0e-06"));
        assertThat(contest.fasterPeer().orElseThrow().entrant().house()).isEqualTo(House.TFLITE);
    }

    @Test
    void peersAloneHaveARow() {
        var alone = new InferenceContest(contest.net(), 2, List.of(result(House.ONNX_RUNTIME, 1, 8)), Map.of());

        assertThat(CompilerTable.rows(alone))
                .containsExactly(List.of("mobilenetv2", "2", "-", "-", "-", "8.000", "-", "-", "-"));
        assertThat(CompilerTable.means(List.of(alone))).isEmpty();
    }

    @Test
    void differencesOfThePeersAreToldForEachContest() {
        var oursAlone = new InferenceContest(contest.net(), 2, List.of(result(House.ESPALIER, 1, 8)), Map.of());

        assertThat(CompilerTable.peerDifferences(List.of(contest, oursAlone)))
                .containsExactly("mobilenetv2, 1 thread: ONNX Runtime 1.0e-06, TensorFlow Lite 1.0e-06");
    }

    @Test
    void meansAreGeometricForEachRate() {
        var other = new InferenceContest(
                InferenceNet.named("posenet"),
                1,
                List.of(result(House.ESPALIER, 1, 1), result(House.ONNX_RUNTIME, 1, 6)),
                Map.of());
        Map<String, Double> means = CompilerTable.means(List.of(contest, other));

        assertThat(means.keySet()).containsExactly("dense, 1 thread", "4.50x fewer weights, 1 thread");
        assertThat(means.get("dense, 1 thread")).isCloseTo(3, within(1e-9));
        assertThat(means.get("4.50x fewer weights, 1 thread")).isCloseTo(6, within(1e-9));
    }

    @Test
    void timesThatVaryAreMarked() {
        InferenceResult varied = result(House.ESPALIER, 4.5, 1, 2, 1);
        assertThat(varied.spread(Clock.CPU)).isCloseTo(2, within(1e-9));
        assertThat(varied.isSteady(Clock.CPU)).isFalse();
        assertThat(result(House.ESPALIER, 1, 4, 4, 4.1).isSteady(Clock.CPU)).isTrue();
    }

    @Test
    void anUnknownNetworkIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> new CompilerSuite(
                        List.of("mobilenet2"),
                        List.of(1),
                        Optional.empty(),
                        List.of(),
                        1,
                        CompilerSuite.effort(1),
                        Optional.empty(),
                        false))
                .hasMessage("there is no network named 'mobilenet2'; did you mean 'mobilenetv2'?");
    }
}
