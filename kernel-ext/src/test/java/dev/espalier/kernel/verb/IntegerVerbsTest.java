package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.render.MimeBundle;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a trained network to one in integers, as cells go there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntegerVerbsTest {

    private final Cells cells = new Cells();

    @BeforeAll
    void makeVariables() {
        cells.done(
                """
                var data = %data fashion-mnist --excerpt --train 40 --test 20
                var net = %zoo resnet8""");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void foldedCalibratedQuantizedAndComputedInIntegers() {
        assertThat(cells.shown("var folded = %fold net").plain())
                .startsWith("7 normalisations folded\n")
                .contains("bn1 into conv1");
        MimeBundle calibrated = cells.shown("var active = %calibrate folded --bits 4 --images 20 --exclude linear");
        assertThat(calibrated.plain()).contains("activation", "relu1", "layer1.0.conv1");
        assertThat(calibrated.data().get("text/html"))
                .contains("resnet8: 8 activations in 4 bits, ranges by mse on 20 images")
                .contains(">relu1</td>", ">8 signed</td>", ">layer1.0.conv1</td>")
                .contains(">Reads numbers as they are:</th>", ">linear</td>");
        cells.done("var small = %quantize active --levels sp2-4");
        List<MimeBundle> shown = cells.done("var exact = %integer small --images 5");
        assertThat(shown.get(0).plain())
                .contains("layer1.0.conv1", "accumulator bits")
                .contains("'linear' (Linear) computes in floating point: it reads 'globalaveragepool1'");
        assertThat(shown.get(0).data().get("text/html"))
                .containsPattern("resnet8: [0-9]+ of [0-9]+ operators compute in integers, in accumulators of")
                .contains(">layer1.0.conv1</td>", ">Accumulator bits</th>")
                .contains(">linear</td>", ">reads &#39;globalaveragepool1&#39;, a mean that is not quantized</td>");
        assertThat(shown.get(1).plain())
                .startsWith("integers against simulation on 5 images: in double precision all ")
                .contains(" numbers are the same bits");
        assertThat(cells.text("exact")).contains("fold", "calibrate bits=4", "quantize levels=sp2-4", "round bits=10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bits 6 | calibrate bits=6 input=8 observer=mse images=256 gradient=lsq",
                "--input 4 | calibrate bits=8 input=4 observer=mse images=256 gradient=lsq",
                "--observer average:0.9 | observer=average:0.9",
                "--images 10 | images=10",
                "--gradient pact | gradient=pact",
                "--own conv1:4,layer1.*:6 | own=conv1:4,layer1.*:6",
                "--only conv1 | only=conv1",
                "--exclude linear | exclude=linear",
                "--include conv1 --threads 1 | include=conv1",
            })
    void everyOptionOfCalibrateCounts(String options, String step) {
        cells.done("var calibrated = %calibrate net data " + options);
        assertThat(cells.text("calibrated")).contains(step);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "%calibrate net --bits 40 | --bits",
                "%calibrate net --observer median | no observer 'median'; write max, average:0.9, percentile:99.99 or mse",
                "%integer net | no activation of 'resnet8' is quantized",
            })
    void whatIsWrongSaysWhatWouldBeRight(String cell, String message) {
        assertThat(cells.failure(cell)).contains(message);
    }

    @Test
    void tabGoesOn() {
        assertThat(cells.completions("%calibrate net --observer ")).contains("mse", "percentile:99.99");
        assertThat(cells.completions("%cal")).contains("calibrate");
    }
}
