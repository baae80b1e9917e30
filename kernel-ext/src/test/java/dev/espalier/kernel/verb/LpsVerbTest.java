package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.render.MimeBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tasks learned one after the other from cells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LpsVerbTest {

    private final Cells cells = new Cells();

    @BeforeAll
    void makeVariables() {
        cells.done(
                """
                var data = %data fashion-mnist --excerpt --train 100 --test 50
                var net = %zoo lenet5
                var tasks = dev.espalier.papers.lps.ClothesTasks.split(data, 2, 2, 20, 10);
                var tops = tasks.get(0).data();
                var coats = tasks.get(1).data();""");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void learnsTasksAndForgetsNone(@TempDir Path folder) {
        String line =
                "%lps net tops coats --learn 1 --solve 1 --retrain 1 --batch 20 --checkpoint " + folder.resolve("c");
        MimeBundle learned = cells.value(line);
        assertThat(learned.plain())
                .contains("accuracy [%] after", "tops", "coats", "no logit of an earlier task changed");
        assertThat(learned.data().get("text/html"))
                .contains("Logits changed since", ">coats</td>", "backward transfer +0.00 points", "<img");
        assertThat(cells.text(line + " --resume")).isEqualTo(learned.plain());
        cells.done("var all = " + line + " --sharing all --choice magnitude --shares 3,1");
        assertThat(cells.text("all.model(1).gives()")).isEqualTo("[N, 2]");
        // Each layer to the nearest weight.
        assertThat(cells.text("Math.round(1e4 * all.used().get(0))")).isEqualTo("7500");
        assertThat(cells.text("all.used().get(1)")).isEqualTo("1.0");
    }

    @Test
    void mistakesSayWhatWouldBeRight() {
        assertThat(cells.failure("%lps net tops coats --shares 3,1,1"))
                .contains("2 tasks, but shares [3, 1, 1] are for 3; each task needs one");
        assertThat(cells.failure("%lps net tops coats --sharing some"))
                .contains(
                        "'some' is no sharing; write all, none, or the part of earlier weights that is used, such as 0.9");
        assertThat(cells.failure("%lps net tops --choice largest")).contains("'largest'", "magnitude");
        assertThat(cells.failure("%lps net")).contains("TASKS");
        assertThat(cells.completions("%lps net tops --choice a")).contains("admm", "admm-among-all");
    }
}
