package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.render.MimeBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Training and pruning in one run from cells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClickTrainVerbTest {

    private final Cells cells = new Cells();

    @BeforeAll
    void makeVariables() {
        cells.done(
                """
                var data = %data fashion-mnist --excerpt --train 60 --test 40
                var net = %zoo resnet8
                var dense = %zoo lenet5""");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void trainsAndPrunesInOneRun(@TempDir Path folder) {
        String line = "%clicktrain net data --epochs 3 --batch 20 --ratios 50 --checkpoint " + folder.resolve("c");
        MimeBundle clicked = cells.value(line);
        assertThat(clicked.plain())
                .contains("fewer parameters of convolutions", "before the cut", "trained on", "3 epochs in one run");
        assertThat(clicked.data().get("text/html"))
                .contains("before the cut", "4 kernel patterns", "is the first convolution", "Test accuracy", "<img");
        assertThat(cells.text(line + " --resume")).isEqualTo(clicked.plain());
        cells.done("var mined = %clicktrain net --epochs 3 --batch 20 --structure pattern:6 --importance l2 --sparse");
        assertThat(cells.text("mined.library().size()")).isEqualTo("6");
        assertThat(cells.text("mined.model().history().get(1).verb()")).isEqualTo("clicktrain");
    }

    @Test
    void mistakesSayWhatWouldBeRight() {
        assertThat(cells.failure("%clicktrain net data --ratios 35,45"))
                .contains("2 kernel ratios for", "layers to prune", "give one for each, or a single one");
        assertThat(cells.failure("%clicktrain net data --ratios many")).contains("'many' are no kernel ratios");
        assertThat(cells.failure("%clicktrain net data --lambda much"))
                .contains("'much' is no lambda; write a number such as 3.5e-4");
        assertThat(cells.failure("%clicktrain net data --structure filter"))
                .contains("it takes patterns, such as pattern:clicktrain4");
        assertThat(cells.failure("%clicktrain dense data")).contains("conv");
        assertThat(cells.completions("%clicktrain net data --imp")).contains("--importance");
    }
}
