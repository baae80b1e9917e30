package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.fpga.Tool;
import dev.espalier.kernel.render.MimeBundle;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an FPGA has room for, as a cell asks; Yosys is needed where it synthesizes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FpgaVerbTest {

    private final Cells cells = new Cells();

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void synthesizesWhatWasAskedForAndWritesTheCore(@TempDir Path folder) {
        needsYosys();
        Path out = folder.resolve("core");
        MimeBundle shown = cells.value("var report = %fpga xc7z020 --activations s3 --multiplied fixed3 --shifted p2-3"
                + " --batch 2 --lanes 2 --terms 18 --clock 150 --dsp 50% --logic 0.6 --out '" + out + "'\nreport");
        String settings =
                "fpga xc7z020: fixed3 multiplied, p2-3 shifted, activations s3, 2 x 2 products a row, 150 MHz,"
                        + " up to 50% of the DSP slices and 60% of the logic";
        assertThat(shown.plain()).startsWith(settings).contains("p2-3 row", "of the rows of each layer should be p2-3");
        assertThat(shown.data().get("text/html")).contains("xc7z020", "p2-3", "Peak GOPS", "best");
        assertThat(cells.text("report.settings().terms()")).isEqualTo("18");
        assertThat(cells.text("report.best().takes().dsp() <= 110 && report.best().multipliedRows() > 0"))
                .isEqualTo("true");
        assertThat(out).isDirectoryContaining("glob:**.v");
    }

    private static void needsYosys() {
        Optional<String> missing = Tool.YOSYS.missing();
        if ("1".equals(System.getenv("ESPALIER_TEST_FPGA"))) {
            assertThat(missing).as("Yosys, as ESPALIER_TEST_FPGA is 1").isEmpty();
        }
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }

    @Test
    void devicesAndLevelsAreCompleted() {
        assertThat(cells.completions("%fpga xc")).contains("xc7z020", "xc7z045");
        assertThat(cells.completions("%fpga xc7z020 --shifted s")).contains("sp2-4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "xc7z010 | DEVICE 'xc7z010' is unknown; did you mean",
                "xc7z020 --multiplied sp2-4 | --multiplied: multiplied=sp2-4 is no set for multipliers; they take fixed",
                "xc7z020 --shifted fixed4 | --shifted: shifted=fixed4 is no set for shifts; they take powers of two",
                "xc7z020 --activations u | --activations: no activations 'u'; write u4 for 0 to 15",
                "xc7z020 --batch 0 | --batch '0' is out of range; expected a whole number of at least 1",
                "xc7z020 --lanes two | --lanes 'two' is not a whole number of at least 1",
                "xc7z020 --clock fast | --clock 'fast' is not a whole number of at least 1",
                "xc7z020 --dsp half | --dsp: fpga: dsp=half is no number",
                "xc7z020 --logic 120% | --logic: logic=120% of a device; above 0% and up to 100% can be taken",
            })
    void whatIsWrongIsSaid(String words, String message) {
        assertThat(cells.failure("%fpga " + words)).startsWith("%fpga: " + message);
    }
}
