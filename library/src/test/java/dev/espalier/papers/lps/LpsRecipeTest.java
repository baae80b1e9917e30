package dev.espalier.papers.lps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LpsRecipeTest {

    private final Recipe recipe = Recipe.of("2012.06956");

    private Outcome run(Way way, Setting setting, Path folder) throws Exception {
        String name = LpsRecipe.arm(way, setting);
        Arm arm = recipe.arms(RunProfile.SMOKE).stream()
                .filter(any -> any.name().equals(name))
                .findFirst()
                .orElseThrow();
        return arm.work().run(new Arm.Surroundings(new Seed(1), folder, Progress.NONE, Cancellation.NEVER));
    }

    /** The whole way on real pictures, and on simulated signals. */
    @ParameterizedTest
    @EnumSource(Setting.class)
    void nothingIsForgotten(Setting setting, @TempDir Path folder) throws Exception {
        Outcome outcome = run(Way.LPS, setting, folder);
        Map<String, Double> numbers = outcome.numbers();
        assertThat(numbers.get(LpsRecipe.CHANGED)).isZero();
        assertThat(numbers.get(LpsRecipe.FORGOTTEN)).isZero();
        assertThat(numbers.get(LpsRecipe.BACKWARD)).isZero();
        assertThat(numbers.get(LpsRecipe.USED)).isEqualTo(100);
        assertThat(outcome.series().get("after 2"))
                .hasSize(3)
                .startsWith(outcome.series().get("after 1").toArray(Double[]::new));
        if (setting != Setting.RADIO) {
            // Transmitters take more than this profile's four steps an epoch.
            double chance = setting == Setting.PERMUTED ? 10 : 50;
            assertThat(numbers.get(LpsRecipe.MEAN)).isGreaterThan(1.2 * chance);
        }
    }

    @Test
    void consolidationChoosesItsWeight(@TempDir Path folder) throws Exception {
        Outcome outcome = run(Way.EWC, Setting.RADIO, folder);
        assertThat(outcome.numbers().get("lambda"))
                .isIn(Extent.of(RunProfile.SMOKE).lambdas().toArray());
        assertThat(outcome.numbers().get(LpsRecipe.CHANGED)).isPositive();
    }

    @Test
    void everyClaimIsAboutArmsThatTheWholeExperimentRuns() {
        List<Arm> arms = recipe.arms(RunProfile.FULL);
        assertThat(arms).extracting(Arm::id).doesNotHaveDuplicates().hasSize(5 * 3 * 7);
        assertThat(recipe.claims())
                .extracting(Claim::name)
                .doesNotHaveDuplicates()
                .hasSize(3 * 9);
        Outcomes none = new Outcomes(Map.of());
        assertThat(recipe.claims())
                .allSatisfy(claim -> assertThat(claim.judge(none).verdict()).isEqualTo(Verdict.NOT_MEASURED));
        assertThat(recipe.charts(none)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void networksFitTheirTasks(Setting setting) {
        Extent extent = Extent.of(RunProfile.SMOKE);
        List<Task> tasks = setting.tasks(extent);
        assertThat(tasks).hasSize(3);
        Division division = Division.of(setting.network(new Seed(1)));
        assertThat(division.head()).isEqualTo("head");
        assertThat(division.shared()).hasSize(setting == Setting.PERMUTED ? 2 : setting == Setting.SPLIT ? 3 : 4);
    }
}
