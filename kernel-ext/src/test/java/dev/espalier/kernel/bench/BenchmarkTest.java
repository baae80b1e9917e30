package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategorySeries;

class BenchmarkTest {

    private final Benchmark bench = new Benchmark(
            1,
            List.of(
                    row("net", "Espalier", 4, 4, 4.1),
                    row("small", "Espalier", 1, 2, 1),
                    row("net", "ONNX Runtime", 8, 8, 8.2)),
            Map.of("TensorFlow Lite", "it is not on the class path"));

    private static Benchmark.Row row(String network, String program, double... rounds) {
        List<Double> times = Arrays.stream(rounds).boxed().toList();
        return new Benchmark.Row(network, program, program.equals("Espalier"), program + " 1.0", times, 1e-6);
    }

    @Test
    void everyRowIsComparedWithTheFirstNetworkAndTheFastestPeer() {
        assertThat(bench.headings())
                .containsExactly(
                        "network", "by", ">ms", ">spread", ">faster than net", ">than ONNX Runtime", ">difference");
        assertThat(bench.cells())
                .containsExactly(
                        List.of("net", "Espalier", "4.000", "1.03", "1.00x", "2.00x", "1.0e-06"),
                        List.of("small", "Espalier", "1.000~", "2.00", "4.00x", "8.00x", "1.0e-06"),
                        List.of("net", "ONNX Runtime", "8.000", "1.03", "0.50x", "1.00x", "1.0e-06"));
        assertThat(bench.rows().get(1).timesFasterThan(bench.first())).isCloseTo(4, within(1e-9));
    }

    @Test
    void whatTheNumbersAreStandsBelow() {
        assertThat(bench.toString())
                .contains("processor time on 1 thread", "~ where something else was running")
                .endsWith("ONNX Runtime 1.0.\nTensorFlow Lite took no part: it is not on the class path.");
    }

    @Test
    void withoutPeersThereIsNoColumnForThem() {
        Benchmark alone = new Benchmark(2, List.of(row("net", "Espalier", 4, 4, 4)), Map.of());
        assertThat(alone.headings()).doesNotContain(">than ONNX Runtime");
        assertThat(alone.toString()).contains("time on the wall on 2 threads").doesNotContain("~");
    }

    @Test
    void everyRowIsABar() {
        CategorySeries bars = bench.chart().getSeriesMap().get("median");
        assertThat(bars.getXData()).asList().containsExactly("net", "small", "net, ONNX Runtime");
        assertThat(bars.getYData()).asList().containsExactly(4.0, 1.0, 8.0);
    }
}
