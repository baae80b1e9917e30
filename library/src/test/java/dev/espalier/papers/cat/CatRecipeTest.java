package dev.espalier.papers.cat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Experiment;
import dev.espalier.experiment.Finding;
import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.experiment.Findings;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatRecipeTest {

    @TempDir
    Path folder;

    private final Recipe recipe = Recipe.of("2103.03467");

    @Test
    void theSmallestProfileMakesATeacherAndItsStudents() {
        Experiment experiment = new Experiment(recipe, RunProfile.SMOKE, folder);
        var numbers = experiment
                .run(Progress.NONE, Cancellation.NEVER)
                .arms()
                .get(CatRecipe.ARM)
                .get(1L)
                .outcome()
                .numbers();

        double teacher = numbers.get("teacher: macs");
        assertThat(numbers.get("KA 1/4: macs"))
                .isEqualTo(numbers.get("no distillation 1/4: macs"))
                .isBetween(0.2 * teacher, 0.25 * teacher);
        for (String generator : new String[] {"teacher", "original generator", "KA 1/4", "MSE 1/4"}) {
            assertThat(numbers.get(generator + ": distance")).isPositive();
            assertThat(numbers.get(generator + ": ssim")).isBetween(-1.0, 1.0);
        }
        assertThat(numbers.get("KA 1/4: distance")).isNotEqualTo(numbers.get("no distillation 1/4: distance"));
        Findings findings = Findings.of(experiment);
        assertThat(findings.charts()).hasSize(4);
        // A single seed decides nothing.
        assertThat(findings.claims())
                .extracting(Finding::verdict)
                .containsOnly(Verdict.NOT_SEPARABLE, Verdict.NOT_MEASURED);
        assertThat(findings.claims())
                .filteredOn(finding -> finding.verdict() == Verdict.NOT_SEPARABLE)
                .extracting(Finding::claim)
                .containsExactly("Q1b1/4", "Q1s1/4", "Q2kn1/4", "Q2km1/4", "Q2mn1/4", "Q3t", "Q3o", "Q4");
    }

    @Test
    void everySeedIsAnArm() {
        assertThat(recipe.arms(RunProfile.FULL))
                .extracting(arm -> arm.id())
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(recipe.claims()).extracting(Claim::name).doesNotHaveDuplicates();
    }
}
