package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContestTest {

    private static final Engine NCHW = new PyTorch(PyTorch.Layout.NCHW);
    private static final Engine CHANNELS_LAST = new PyTorch(PyTorch.Layout.CHANNELS_LAST);

    private static final Assignment TASK = new Assignment(Path.of("nowhere"), Workloads.named("lenet5"), 100, 1);
    private static final Result OURS = result(JavaEngine.ESPALIER, 2.5, 1, 2, 4);
    private static final Result SLOW = result(NCHW, 2.5, 9, 9, 9);
    private static final Result FAST = result(CHANNELS_LAST, 2.5, 3, 4, 20);
    private static final Contest CONTEST =
            new Contest(TASK, 1, List.of(OURS, SLOW, FAST), Map.of("SameDiff", "it is on strike"));

    /** Bursts of ten steps that take so many seconds of the processor, and twice that on the wall. */
    private static Result result(Engine engine, double loss, double... seconds) {
        List<Measurement> bursts = Arrays.stream(seconds)
                .mapToObj(cpu -> new Measurement(10, 2 * cpu, cpu, 3 << 10, 5 << 10, loss))
                .toList();
        return new Result(engine, "engine 1.0", loss, bursts);
    }

    @Test
    void theRatioIsTheMedianOfTheRoundsNotTheRatioOfMedians() {
        assertThat(OURS.timesFasterThan(FAST, Clock.CPU)).isEqualTo(3);
        assertThat(FAST.milliseconds(Clock.CPU)).isEqualTo(400);
        assertThat(FAST.milliseconds(Clock.WALL)).isEqualTo(800);
    }

    @Test
    void ofAHouseTheBestEngineCounts() {
        assertThat(CONTEST.peers()).containsExactly(FAST);
    }

    @Test
    void anEngineThatStartsFromAnotherLossDoesOtherWork() {
        Result other = result(CHANNELS_LAST, 2.51, 1, 1, 1);

        assertThat(CONTEST.sameWork(FAST)).isTrue();
        assertThat(new Contest(TASK, 1, List.of(OURS, SLOW, other), Map.of()).sameWork(other))
                .isFalse();
    }

    @Test
    void theReportHasTheFormOfAllSuites() {
        JsonNode report =
                new BenchReport(Host.here(), List.of(CONTEST), List.of(), List.of(new Roofline(1, 100, 20))).json();

        assertThat(report.get("suite").asText()).isEqualTo("engine");
        assertThat(report.get("host").get("cpu").asText()).isNotBlank();
        assertThat(report.get("rows"))
                .hasToString("[{\"name\":\"lenet5, batch 100\",\"threads\":1,\"ours_ms\":200.0,"
                        + "\"peer\":\"PyTorch channels-last\",\"peer_ms\":400.0,\"ratio\":3.0,\"runs\":3}]");
        assertThat(report.get("absent").get(0).get("reason").asText()).isEqualTo("it is on strike");
        assertThat(report.get("engines").get(0).get("images_per_s").asDouble()).isCloseTo(250, within(1e-9));
        assertThat(report.get("engines").get(0).get("resident_mb").asInt()).isEqualTo(3);
    }

    @Test
    void theTableNamesWhoIsAbsentAndWhy() {
        String table = EngineTable.of(List.of(CONTEST), List.of());

        assertThat(table.lines().filter(line -> line.contains("channels-last")))
                .singleElement()
                .asString()
                .contains("  3.00  best");
        assertThat(table.lines().filter(line -> line.contains("SameDiff")))
                .singleElement()
                .asString()
                .contains("not available")
                .endsWith("it is on strike");
        assertThat(EngineTable.line(CONTEST))
                .isEqualTo("lenet5, batch 100, 1 thread: 250 images/s, 3.00x PyTorch channels-last");
    }
}
