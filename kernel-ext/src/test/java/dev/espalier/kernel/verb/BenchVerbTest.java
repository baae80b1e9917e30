package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.kernel.render.MimeBundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks timed against each other, as cells do it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchVerbTest {

    private final Cells cells = new Cells();

    @BeforeAll
    void makeVariables() {
        assumeTrue(!Toolchain.all(Target.host()).isEmpty(), "there is no C compiler");
        cells.done(
                """
                var net = %zoo lenet5 --input 1x28x28 --classes 10
                var pruned = %prune net --structure unstructured --rate 4x
                var fast = %compile pruned""");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void runsModelsAndPeersInTurns() {
        cells.done("var result = %bench net pruned fast --against onnxruntime,tflite");
        assertThat(cells.text("result.rows().size() + \" \" + result.absent()")).isEqualTo("5 {}");
        assertThat(cells.text("result.rows().stream().allMatch(row -> row.difference() < 1e-4)"))
                .isEqualTo("true");
        assertThat(cells.text("result.rows().stream().allMatch(row -> row.rounds().size() == 9)"))
                .isEqualTo("true");
        MimeBundle shown = cells.value("result");
        assertThat(shown.plain()).contains("faster than net", "ONNX Runtime 1.", "TensorFlow Lite 2.");
        assertThat(shown.data().get("text/html"))
                .contains(
                        ">Faster than net</th>", "<td", "data:image/png;base64,", "Milliseconds of a run on 1 thread");
    }

    @Test
    void oneNetworkAloneIsTimedOnSeveralThreads() {
        assertThat(cells.text("%bench fast --against none --threads 2 --rounds 11"))
                .contains("median of 11 rounds in turns, time on the wall on 2 threads", "faster than fast")
                .doesNotContain("ONNX Runtime");
    }

    @Test
    void aPeerThatCannotTakePartIsNamedWithTheReason() {
        cells.done(
                """
                var builder = new ModelBuilder("bent");
                var bent = builder.build(builder.apply(new Elu(1), builder.input(1, 4, 4)), new Seed(1));""");
        assertThat(cells.text("%bench bent --against tflite"))
                .contains("TensorFlow Lite took no part: node 'elu1' (Elu) cannot be written for TensorFlow Lite.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%bench | %bench: MODELS is missing: a Model or a CompiledModel",
                "%bench fats | did you mean 'fast'?",
                "%bench net --against onnxruntim | did you mean 'onnxruntime'?",
                "%bench net --against none,tflite | --against is 'none' and others; write one or the other",
                "%bench net --rounds 3 | --rounds",
            })
    void mistakesAreOneSentence(String cell, String message) {
        assertThat(cells.failure(cell)).contains(message);
    }

    @Test
    void completesNamesAndPeers() {
        assertThat(cells.completions("%bench net p")).contains("pruned");
        assertThat(cells.completions("%bench net --against on")).contains("onnxruntime");
        assertThat(cells.text("%bench --help")).contains("%bench net pruned", "--against");
    }
}
