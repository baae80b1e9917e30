package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.render.MimeBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that make networks small, as cells use them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressionVerbsTest {

    private final Cells cells = new Cells();

    private Path folder;

    @BeforeAll
    void makeVariables(@TempDir Path temporary) {
        folder = temporary;
        cells.done(
                """
                var data = %data fashion-mnist --excerpt --train 100 --test 50
                var net = %zoo lenet5
                var eight = %zoo resnet8 --seed 2
                var teacher = %train net --epochs 1 --batch 20""");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void distillShowsTeacherAndStudentAndGivesTheStudent() {
        MimeBundle shown = cells.shown("var small = %distill eight teacher --epochs 1 --batch 20");
        assertThat(shown.plain())
                .startsWith("distillation: 0.1 labels + 0.9 answers at temperature 4\njudged on Fashion-MNIST test")
                .contains("teacher lenet5 ", "student, before ", "student, after ", "resnet8 trained, 5 steps");
        assertThat(shown.data().get("text/html"))
                .contains(">teacher</td>", ">student, after</td>", "0.9 answers at temperature 4")
                .contains("resnet8 trained, 5 steps");
        assertThat(cells.text("small")).contains("\n  2. distill teacher=lenet5@", " answers=0.9 temperature=4.0 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--temperature 2 | 0.1 labels + 0.9 answers at temperature 2",
                "--answers 1 | 1 answers at temperature 4",
                "--answers 0.5 --labels 1 | 1 labels + 0.5 answers at temperature 4",
                "--features relu1 --feature-weight 0.1 | 1 labels + 0.1 features relu1",
                "--features relu1,relu2 --adaptors --answers 0.5 | 0.5 labels + 0.5 answers at temperature 4"
                        + " + 1 features relu1,relu2 through adaptors",
                "--alignment relu1:relu2 --alignment-weight 2 --centered | 1 labels + 2 alignment relu1:relu2, centered",
                "--alignment relu1 --rho spatial --optimizer adam | 1 labels + 1 alignment relu1, positions as rows",
            })
    void everyOptionOfDistillCounts(String options, String parts) {
        assertThat(cells.shown("var s = %distill net teacher data --epochs 1 --batch 50 " + options)
                        .plain())
                .startsWith("distillation: " + parts + "\n");
    }

    /** The legend of its four curves needs the width the chart wants to have. */
    @Test
    void theResidualsOfAdmmAreDrawnInFullWidth() throws IOException {
        List<MimeBundle> shown = cells.done("var small = %prune net data --structure unstructured --rate 4x --batch 20"
                + " --solver admm:stages=1,epochs=1,rounds=2 --recover 1");

        String html = shown.get(shown.size() - 1).data().get("text/html").toString();
        assertThat(html).contains("alt=\"Residuals of ADMM over ");
        String png = html.replaceFirst("(?s).*?src=\"data:image/png;base64,([^\"]*)\".*", "$1");
        assertThat(ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)))
                        .getWidth())
                .isEqualTo(720);
    }

    @Test
    void aDistillationGoesOnFromItsCheckpointAndIsDoneAgainFromItsHistory() {
        String line = "%distill net teacher --epochs 1 --batch 20 --features relu1 --adaptors --seed 4";
        Path checkpoint = folder.resolve("distill.checkpoint");
        cells.done("var first = " + line + " --checkpoint '" + checkpoint + "'");
        cells.done("var resumed = " + line + " --resume --checkpoint '" + checkpoint + "'");
        assertThat(cells.text("resumed.parameters().equals(first.parameters())"))
                .isEqualTo("true");
        assertThat(cells.text("Model again = Replay.of(StepJson.readAll(StepJson.write(first.history())))"
                        + ".on(data).knowing(teacher).run(); again.parameters().equals(first.parameters())"))
                .isEqualTo("true");
    }

    @Test
    void couplingsAreATableWithTheReasonsForWhatStays() {
        MimeBundle all = cells.value("%couplings eight");
        assertThat(all.plain()).contains("conv1: ", "not prunable: ");
        assertThat(all.data().get("text/html"))
                .contains("can be dropped; ", "<code>layer1.0.conv1.weight[c]</code>", "They stay, because");
        assertThat(cells.text("var through = %couplings eight layer1.0.conv1\nthrough.prunable().size()"))
                .isNotEqualTo(cells.text("Couplings.of(eight.graph()).prunable().size()"));
        assertThat(cells.completions("%couplings eight layer1.0.")).contains("layer1.0.conv1", "layer1.0.conv2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--structure filter --rate 2x | filter",
                "--structure channel --rate 2x | channel",
                "--structure column --rate 50% | column",
                "--structure block-punched:8x4 --rate 4x | block-punched",
                "--structure block-row:16 --rate 2x | block-row",
                "--structure n:m:2:4 | n:m:2:4: 2x over",
                "--structure pattern:4/g2 --rate 4x | pattern+connectivity",
                "--structure pattern:clicktrain12 --rate 4x | pattern+connectivity",
                "--structure unstructured --rate 8x --only layer1.* | unstructured",
            })
    void everyStructureIsAWord(String options, String structure) {
        MimeBundle shown = cells.shown("var p = %prune eight " + options);
        assertThat(shown.data().get("text/html")).contains(structure);
        assertThat(cells.text("Replay.of(p).run().parameters().equals(p.parameters())"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--levels fixed4 | fixed4 per row, scales by mse",
                "--levels p2-4 --granularity tensor --scale max | p2-4 per tensor, scales by max",
                "--levels sp2-4 --granularity group:16 --scale als | sp2-4 per group:16, scales by als",
                "--levels mix:sp2-4:fixed4:0.5 --own conv1:fixed8 | mix:sp2-4:fixed4:0.5 per row",
                "--exclude linear | fixed8 per row",
            })
    void everyOptionOfQuantizeCounts(String options, String shown) {
        assertThat(cells.shown("var q = %quantize eight " + options).data().get("text/html"))
                .contains("resnet8, " + shown, ">layer1.0.conv1</td>");
        assertThat(cells.text("Replay.of(q).run().parameters().equals(q.parameters())"))
                .isEqualTo("true");
    }

    @Test
    void aRecoveryOfLevelsEndsOnLevels() {
        List<MimeBundle> shown = cells.done("var trained = %quantize net data --levels fixed4 --recover 1");
        assertThat(shown.get(0).data().get("text/html")).contains("lenet5, fixed4 per row, scales by mse");
        assertThat(shown.get(shown.size() - 1).plain()).contains("judged on", "after recovery");
        cells.done("var untrained = %quantize net --levels fixed4");
        assertThat(cells.text("trained.parameters().equals(untrained.parameters())"))
                .isEqualTo("false");
        for (String layer : List.of("conv1", "fc1")) {
            cells.done("var encoding = (Encoding.Quantized) trained.encoding(\"" + layer + ".weight\");"
                    + " var rows = trained.parameters().get(\"" + layer + ".weight\").data().asFloat();"
                    + " int width = rows.length / encoding.scales().size();"
                    + " double off = 0;"
                    + " for (int i = 0; i < rows.length; i++) {"
                    + "     double level = rows[i] / (double) encoding.scales().get(i / width) * 7;"
                    + "     off = Math.max(off, Math.abs(level - Math.rint(level)));"
                    + " }");
            assertThat(cells.text("off < 1e-5")).as(layer).isEqualTo("true");
        }
        assertThat(cells.text("Replay.of(trained).on(data).run().parameters().equals(trained.parameters())"))
                .isEqualTo("true");
    }

    @Test
    void aTeacherHelpsToRecover() {
        MimeBundle shown = cells.shown("var q = %prune net data --structure unstructured --rate 4x --recover 1"
                + " --teacher teacher --learning-rate 0.01");
        assertThat(shown.plain()).startsWith("one-shot pruning, judged on").contains("after recovery");
        assertThat(cells.text("Replay.of(q).on(data).knowing(teacher).run().parameters().equals(q.parameters())"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--structure filter --importance geometric-median | importance=geometric-median",
                "--structure unstructured --importance gradient:2 | importance=gradient:2",
                "--structure unstructured --rates layer1.*:2x | rates=layer1.*:2x",
            })
    void whatStaysMayBeChosenOtherwise(String options, String step) {
        cells.done("var p = %prune eight data --rate 4x " + options);
        assertThat(cells.text("p")).contains(step);
        assertThat(cells.text("Replay.of(p).on(data).run().parameters().equals(p.parameters())"))
                .isEqualTo("true");
    }

    @Test
    void aSolverHasDetails() {
        MimeBundle shown = cells.shown("var slow = %prune eight data --structure filter --rate 2x --recover 1"
                + " --solver gradual:rounds=2,until=0.9");
        assertThat(shown.plain()).startsWith("gradual pruning, judged on");
        assertThat(cells.text("slow")).contains("solver=gradual:rounds=2,until=0.9");
        assertThat(cells.text("Replay.of(slow).on(data).run().parameters().equals(slow.parameters())"))
                .isEqualTo("true");
    }

    @Test
    void thinningShowsWhatWentAndWhatStayed() {
        cells.done("var masked = %prune net --structure channel --rate 2x");
        MimeBundle shown = cells.shown("var thin = %thin masked");
        assertThat(shown.data().get("text/html")).contains("<td", "MACs", "conv1");
        assertThat(cells.shown("var same = %thin net").plain()).contains("nothing to remove");
        assertThat(cells.text("same == net")).isEqualTo("true");
    }

    @Test
    void sensitivityIsAChartATableAndAValueToDivideABudgetBy() {
        Path file = folder.resolve("points");
        MimeBundle shown = cells.value("var curves = %sensitivity eight --structure unstructured --rates 2x,8x"
                + " --images 50 --recalibration 40 --save '" + file + "'\ncurves");
        assertThat(file).exists();
        assertThat(shown.data().get("text/html"))
                .contains(">2x</th>", ">8x</th>", ">layer1.0.conv1</td>", "data:image/png", "Accuracy on 50 images")
                .contains("after batch normalisation was recalibrated on 40 training images");
        assertThat(cells.failure(
                        "%sensitivity eight --structure unstructured --rates 2x,8x --images 50 --save '" + file + "'"))
                .contains("were measured with another recalibration");
        MimeBundle allocation =
                cells.shown("var small = %budget eight parameters 30% --structure unstructured --curves curves");
        assertThat(allocation.data().get("text/html"))
                .contains(
                        "Budget parameters 30%",
                        "divided by sensitivity", ">whole model</b>", "no dial", "small ones</td>");
        assertThat(cells.text("Cost.of(small).kept() <= 0.3 * Cost.of(eight).parameters()"))
                .isEqualTo("true");
        assertThat(cells.shown("var even = %budget eight bytes 100 kB --structure filter")
                        .plain())
                .startsWith("budget bytes 100000 of resnet8");
        assertThat(cells.shown("var lamp = %budget eight parameters 30% --structure unstructured --by lamp")
                        .plain())
                .contains("LAMP threshold");
        cells.value("var bits = %sensitivity eight --bits 3-4 --images 50 --recalibration 0\nbits");
        assertThat(cells.shown("var coarse = %budget eight bytes 12% --bits 3-4 --curves bits")
                        .plain())
                .contains("fixed3", "fixed4");
    }

    @Test
    void layersAreCompletedOnBothSidesOfThePair() {
        assertThat(cells.completions("%distill net teacher --features rel")).contains("relu1", "relu2");
        assertThat(cells.completions("%distill net teacher --features relu1:rel"))
                .contains("relu1:relu2");
        assertThat(cells.completions("%distill net teacher --rh")).contains("--rho");
        assertThat(cells.completions("%prune net --structure block-")).contains("block-punched", "block-row");
        assertThat(cells.completions("%prune net --solver gra")).contains("gradual");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%distill net | %distill: TEACHER is missing: a Model, for example one made by %zoo",
                "%distill net teacher --adaptors | %distill: --adaptors needs --features LAYERS",
                "%distill net teacher --centered | %distill: --centered needs --alignment LAYERS",
                "%distill net teacher --temperature 0 | %distill: --temperature: '0' is no number above 0, such as 0.05",
                "%distill net teacher --rho spacial --alignment relu1 | %distill: --rho 'spacial' is unknown; did you mean"
                        + " 'spatial'?",
                "%distill net teacher --features a:b:c | %distill: --features 'a:b:c' is no pair of layers; expected two"
                        + " layers such as relu3:relu5, or one name where both networks have it",
                "%distill net teacher --features relu8 | the student 'lenet5' has no layer 'relu8'; did you mean 'relu1'?",
                "%distill net teacher --features relu1:relu2 | layer 'relu1' of the student gives [N, 6, 28, 28], layer",
                "%distill net teacher --alignment relu1 --batch 4 | alignment compares the images of a batch",
                "%prune net --structure filtr --rate 2x | %prune: --structure: no structure 'filtr'; did you mean 'filter'?",
                "%prune net --structure filter | %prune: --rate is missing: a rate such as 4x or 75%",
                "%prune net --structure filter --patterns 4 --rate 2x | %prune: --patterns needs --structure pattern, found"
                        + " --structure filter",
                "%prune net --structure filter --rate 2x --solver gradul | %prune: --solver: no solver 'gradul'; did you mean"
                        + " 'gradual'?",
                "%prune net --structure filter --rate 2x --solver gradual | %prune: --solver gradual works while it trains:"
                        + " say for how many epochs, --recover 10",
                "%prune net --rate 2x --structure filter --teacher teacher | %prune: --teacher helps while the network recovers:"
                        + " say for how many epochs, --recover 10",
                "%prune net --rate 2x --structure filter --importance l3 | %prune: --importance: no importance 'l3'; did you"
                        + " mean 'l1'?",
                "%prune net --rate 2x --structure filter --rates conv2 | %prune: --rates: 'conv2' is no layer with a rate;",
                "%quantize net --levels fixd4 | %quantize: --levels: quantization: levels: ",
                "%quantize net --levels fixed12 | %quantize: --levels: quantization: levels: ",
                "%quantize net --granularity channel | %quantize: --granularity: quantization: granularity: ",
                "%quantize net --own conv1 | %quantize: --own: quantization: own: 'conv1' is no layer with levels;",
                "%quantize net --only conv9 | no layer 'conv9' with weights; did you mean 'conv1'?",
                "%budget net 30% | %budget: '30%' is no budget; write what is counted and how much, such as: macs 30%",
                "%budget net weight 30% | %budget: a budget counts parameters, macs, bytes or ms, not 'weight'",
                "%budget net macs 0.01% --structure filter | the budget macs 0.01% of 'lenet5' is out of reach",
                "%sensitivity net --structure filter --rates 4x,2x | sensitivity at 2x after 4x; rates have to rise",
                "%thin data | %thin: MODEL 'data' is a Split; expected a Model, for example one made by %zoo",
                "%couplings net cnv1 | %couplings: the network has no layer 'cnv1'; did you mean 'conv1'?",
            })
    void mistakesAreOneSentence(String cell, String message) {
        assertThat(cells.failure(cell)).startsWith(message).doesNotContain("\n");
    }
}
