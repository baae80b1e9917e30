package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.fpga.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A network quantized by two schemes from a cell. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MsqVerbTest {

    private final Cells cells = new Cells();

    @BeforeAll
    void makeVariables() {
        cells.done(
                """
                var data = %data fashion-mnist --excerpt --train 100 --test 50
                var net = %zoo lenet5""");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void quantizesInOneLineAndGoesOnToTheSame(@TempDir Path folder) {
        String line = "%msq net --share 50% --tune 1 --batch 50 --checkpoint " + folder.resolve("c");
        cells.done("var small = " + line);
        cells.done("var again = " + line + " --resume");

        assertThat(cells.text("small.encoding(\"conv1.weight\").toString()"))
                .contains("50 % sp2-4", "50 % fixed4", "per row");
        assertThat(cells.text("again.parameters().arrays().equals(small.parameters().arrays())"))
                .isEqualTo("true");
        assertThat(cells.text("dev.espalier.quantize.IntegerModel.of(small).agreement(data, 10).isExact()"))
                .isEqualTo("true");
    }

    @Test
    void mistakesSayWhatWouldBeRight() {
        assertThat(cells.failure("%msq net --share most"))
                .contains("--share: 'most' is no share of rows; write 60% or 0.6");
        assertThat(cells.failure("%msq net --share 150%")).contains("'150%' is no share of rows");
        assertThat(cells.failure("%msq net --share 60% --device xc7z020"))
                .contains("--device finds the share by itself: leave out --share");
        assertThat(cells.failure("%msq net --device xc7z02")).contains("xc7z020");
        if (Tool.YOSYS.find().isEmpty()) {
            assertThat(cells.failure("%msq net --device xc7z020")).contains("Yosys is needed");
        }
        assertThat(cells.completions("%msq net --d")).contains("--device");
    }
}
