package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Papers reproduced from cells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReproduceVerbTest {

    private final Cells cells = new Cells();

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void runsWhatIsLeftAndDecides(@TempDir Path folder) {
        String results = " --results " + folder;
        String before = cells.text("%claims 0000.00003" + results);
        assertThat(before)
                .contains("3.5 (theorem 1)", "3.3 < mean < 3.7", "not measured", "no arm was run yet")
                .doesNotContain("holds");
        cells.done("var dice = %reproduce 0000.00003 --processes 1" + results);
        var after = cells.value("dice");
        assertThat(after.plain())
                .contains("On Dice & Chance (nowhere, arXiv 0000.00003), quick")
                .contains("4 of 4 arms, seeds 1, 2, 3, 4")
                .contains("espalier reproduce 0000.00003 --profile quick");
        assertThat(after.data().get("text/html"))
                .contains("On Dice &amp; Chance", "✓ holds", "✗ contradicted", "– not measured", "alt=\"Dice\"");
        assertThat(folder.resolve("0000.00003/quick/claims.json")).exists();
        assertThat(cells.text("dice.claims().get(0).verdict()")).isEqualTo("holds");
        assertThat(cells.text("dice.outcomes().of(\"die\", \"mean\").get().size()"))
                .isEqualTo("4");
        assertThat(cells.text("%claims 0000.00003" + results)).isEqualTo(after.plain());
    }

    @Test
    void eachProfileHasOutcomesOfItsOwn(@TempDir Path folder) {
        cells.value("%reproduce 0000.00003 --profile smoke --processes 1 --results " + folder);
        assertThat(cells.text("%claims 0000.00003 --profile full --results " + folder))
                .contains("no arm was run yet");
    }

    @Test
    void unknownPapersAreNamedWithThoseThatAreKnown() {
        assertThat(cells.failure("%reproduce 2102.11069")).contains("2102.11069", "2102.11068");
        assertThat(cells.failure("%claims 2102.11068 --profile fast")).contains("fast", "smoke, quick, full");
    }

    @Test
    void everyRecipeTellsItsClaimsBeforeAnythingIsRun(@TempDir Path folder) {
        assertThat(cells.text("%claims 2102.11068 --results " + folder))
                .contains("Lottery Ticket Preserves Weight Correlation", "Q3a", "mean > 2", "not found");
    }
}
