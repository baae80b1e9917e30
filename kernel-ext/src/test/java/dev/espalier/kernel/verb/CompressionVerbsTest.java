package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.render.MimeBundle;
import java.nio.file.Path;
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

    @Test
    void layersAreCompletedOnBothSidesOfThePair() {
        assertThat(cells.completions("%distill net teacher --features rel")).contains("relu1", "relu2");
        assertThat(cells.completions("%distill net teacher --features relu1:rel"))
                .contains("relu1:relu2");
        assertThat(cells.completions("%distill net teacher --rh")).contains("--rho");
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
                "%couplings net cnv1 | %couplings: the network has no layer 'cnv1'; did you mean 'conv1'?",
            })
    void mistakesAreOneSentence(String cell, String message) {
        assertThat(cells.failure(cell)).startsWith(message).doesNotContain("\n");
    }
}
