package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.kernel.render.MimeBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models as native code, as cells make it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompileVerbTest {

    private final Cells cells = new Cells();

    @BeforeAll
    void makeVariables() {
        assumeTrue(!Toolchain.all(Target.host()).isEmpty(), "there is no C compiler");
        cells.done("var net = %zoo lenet5 --input 1x28x28 --classes 10");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void compiledCodeAgreesWithTheReference() {
        cells.done(
                """
                var sparse = %prune net --structure unstructured --rate 4x
                var fast = %compile sparse
                var far = fast.judge(Nd4j.rand(3, 1, 28, 28)).relative() > 1e-3;""");
        assertThat(cells.text("far")).isEqualTo("false");
        assertThat(cells.text("fast")).contains("lenet5 compiled for host, 1 thread", "conv1", "kB of weights");
        assertThat(cells.text("Profile.measure(fast, cancellation())"))
                .contains("GFLOP/s", "conv2", "ms in all, the median of each call over many runs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--threads 2 | threads=2",
                "--search | search=10",
                "--search --candidates 2 | search=2",
                "--target host | target=host",
                "--target java | target=java",
            })
    void everyOptionCounts(String options, String setting) {
        cells.done("var fast = %compile net " + options);
        assertThat(cells.text("fast.settings().settings()")).contains(setting);
    }

    @Test
    void timesWhatWasCompiled() {
        cells.done("var fast = %compile net");
        assertThat(cells.text("%latency fast")).contains("ms of processor time on 1 thread", "9 rounds");
        assertThat(cells.text("%latency fast --rounds 11")).contains("11 rounds");
        assertThat(cells.failure("%latency net")).contains("net", "%compile");
    }

    @Test
    void inspectsModelsAndWhatTheyAreCompiledTo() {
        cells.done("var sparse = %prune net --structure unstructured --rate 4x\nvar fast = %compile sparse");
        assertThat(cells.text("%inspect net")).isEqualTo(cells.text("%summary net"));
        MimeBundle masked = cells.value("%inspect sparse");
        assertThat(masked.plain()).contains("rate", "3.9", "unstructured");
        assertThat(masked.data().get("text/html")).contains(">Rate</th>", ">Structure</th>", ">unstructured</td>");

        MimeBundle timed = cells.value("%inspect fast");
        assertThat(timed.plain()).startsWith("lenet5 compiled for host").contains("operators with", "GFLOP/s", "total");
        assertThat(timed.data().get("text/html"))
                .contains("Milliseconds of the layers of lenet5", "<b>total</b>")
                .doesNotContain("Dense µs");
        cells.done("var seen = %inspect fast --dense");
        assertThat(cells.text("seen.code().orElseThrow().profile().dense().keySet()"))
                .contains("conv1", "conv2", "fc1");
        assertThat(cells.value("seen").data().get("text/html")).contains("Dense µs");

        assertThat(cells.failure("%inspect net --dense"))
                .contains("%inspect: --dense compares times, which take native code: give it what %compile made");
        cells.done("var text = \"text\"");
        assertThat(cells.failure("%inspect text"))
                .isEqualTo("%inspect: MODEL 'text' is of type String; expected a Model or a CompiledModel, for example"
                        + " one made by %zoo or by %compile");
        assertThat(cells.failure("%inspect fats")).contains("did you mean 'fast'?");
        assertThat(cells.completions("%inspect f")).contains("fast");
    }

    @Test
    void budgetsMillisecondsOfWhatItCompiles() {
        assertThat(cells.shown("var same = %budget net 1000 ms --structure unstructured")
                        .plain())
                .startsWith("budget ms 1000 of lenet5, unstructured pruning by l2, uniform")
                .contains("ms before", "100.0 %");
    }

    @Test
    void writesDirectoriesForThisMachineAndOthers(@TempDir Path folder) {
        cells.done("var fast = %compile net --out " + folder.resolve("here"));
        assertThat(cells.text("fast")).contains("lenet5 compiled for host");
        assertThat(folder.resolve("here/lenet5.h")).exists();

        assumeTrue(!Toolchain.all(Target.parse("aarch64-android")).isEmpty(), "there is no C compiler for Android");
        cells.done("%compile net --target aarch64-android --out " + folder.resolve("phone"));
        assertThat(folder.resolve("phone/lenet5.o")).exists();
        assertThat(cells.failure("%compile net --target aarch64-android"))
                .contains("code for aarch64-android does not run on this machine; name a directory for it with --out");
    }

    @Test
    void saysWhichTargetsThereAre() {
        assertThat(cells.failure("%compile net --target z80")).contains("z80", "x86-64-v3");
    }
}
