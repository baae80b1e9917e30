package dev.espalier.papers.dais;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Experiment;
import dev.espalier.experiment.Finding;
import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.experiment.Findings;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaisRecipeTest {

    @TempDir
    Path folder;

    private final Recipe recipe = Recipe.of("2011.02166");

    @Test
    void theSmallestProfileRunsEveryKindOfArm() {
        Experiment experiment = new Experiment(recipe, RunProfile.SMOKE, folder);
        var outcomes = experiment.run(Progress.NONE, Cancellation.NEVER);
        String name = DaisRecipe.search(DaisNet.RESNET8, DaisRecipe.HALF);
        Outcome search = outcomes.arms().get(name).get(1L).outcome();
        assertThat(search.numbers()).containsKeys("relaxed", "hard", "gap", "undecided", "agreement", "macs");
        assertThat(search.series().get("temperature")).hasSize(3);
        assertThat(search.series().get("indicators 3"))
                .hasSize(16 + 16 + 16 + 32 + 32 + 64 + 64)
                .allMatch(value -> value >= 0 && value <= 1);
        for (String way : new String[] {DaisRecipe.UNIFORM, DaisRecipe.L1}) {
            String arm = DaisRecipe.arm(way, DaisNet.RESNET8, DaisRecipe.HALF);
            assertThat(outcomes.of(arm, "macs").orElseThrow().mean()).isBetween(44.0, 50.0);
        }
        Findings findings = Findings.of(experiment);
        assertThat(findings.charts()).isNotEmpty();
        // A single seed decides nothing.
        assertThat(findings.claims())
                .extracting(Finding::verdict)
                .containsOnly(Verdict.NOT_SEPARABLE, Verdict.NOT_MEASURED);
        assertThat(findings.claims())
                .filteredOn(finding -> finding.verdict() == Verdict.NOT_SEPARABLE)
                .extracting(Finding::claim)
                .contains("Q1r", "Q1'r", "Q2r", "Q3r50", "Q4ur50", "Q4lr50", "Q3wr", "Q3fr", "Q6r", "Q5", "Q5'");
    }

    @Test
    void everyClaimIsAboutArmsThatTheWholeExperimentRuns() {
        var arms = recipe.arms(RunProfile.FULL);
        assertThat(arms).extracting(arm -> arm.id()).doesNotHaveDuplicates().hasSize(5 * (2 * 9 + 4 + 5));
        assertThat(recipe.claims()).extracting(Claim::name).doesNotHaveDuplicates();
    }
}
