package dev.espalier.papers.clicktrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClickRecipeTest {

    private final Recipe recipe = Recipe.of("2011.10170");

    private Outcome run(Way way, Path folder) throws Exception {
        Arm arm = recipe.arms(RunProfile.SMOKE).stream()
                .filter(any -> any.name().equals(way.toString()))
                .findFirst()
                .orElseThrow();
        return arm.work().run(new Arm.Surroundings(new Seed(1), folder, Progress.NONE, Cancellation.NEVER));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLICK", "AFTER", "CHANNELS"})
    void allMethodsLeaveAsManyParametersOfConvolutions(Way way, @TempDir Path folder) throws Exception {
        Map<String, Double> numbers = run(way, folder).numbers();
        // 166, 281, 460, 716 and 1,433 kernels stay of the five layers; channels can only come near to that.
        double ratio = (71_568.0 + 448) / (144 + 4 * 3_056 + 448);
        assertThat(numbers.get(Contest.RATIO)).isCloseTo(ratio, within(way == Way.CHANNELS ? 0.25 : 1e-9));
        assertThat(numbers.get(Contest.EPOCHS)).isEqualTo(way == Way.AFTER ? 4 + 2 + 2 : 4);
        assertThat(numbers.get(Contest.MILLISECONDS)).isPositive();
        assertThat(numbers).containsKeys(Contest.ACCURACY, Contest.SECONDS, "cut");
    }

    @Test
    void trainingIsTimedDenseAndSparse(@TempDir Path folder) throws Exception {
        Map<String, Double> numbers = run(Way.SPEED, folder).numbers();
        assertThat(numbers.get(TrainingSpeed.FASTER))
                .isEqualTo(numbers.get(TrainingSpeed.DENSE) / numbers.get(TrainingSpeed.SPARSE));
        assertThat(numbers.get(TrainingSpeed.APART)).isLessThan(5);
    }

    @Test
    void everyClaimIsAboutArmsThatTheWholeExperimentRuns() {
        assertThat(recipe.arms(RunProfile.FULL))
                .extracting(Arm::id)
                .doesNotHaveDuplicates()
                .hasSize(5 * Way.values().length);
        assertThat(recipe.claims()).extracting(Claim::name).doesNotHaveDuplicates();
        Outcomes none = new Outcomes(Map.of());
        assertThat(recipe.claims())
                .allSatisfy(claim -> assertThat(claim.judge(none).verdict()).isEqualTo(Verdict.NOT_MEASURED));
        assertThat(recipe.charts(none)).isEmpty();
    }
}
