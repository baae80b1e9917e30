package dev.espalier.papers.msq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Conditions;
import dev.espalier.experiment.Done;
import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.fpga.Device;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.quantize.LevelErrors;
import dev.espalier.solve.Admm;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MsqRecipeTest {

    /** Less than any profile runs, of everything. */
    private static final Extent LITTLE =
            new Extent(1, 128, 40, 1, new Admm(0.1, 10, 1, 1, 1), 1, List.of(Scheme.MSQ60), 2_000, 2, false);

    private static final Conditions HERE = new Conditions("1", "here", "17", "now");

    private final Recipe recipe = Recipe.of("2012.04240");

    @TempDir
    Path folder;

    private Outcome run(List<Arm> arms, String name) throws Exception {
        Arm arm =
                arms.stream().filter(any -> any.name().equals(name)).findFirst().orElseThrow();
        return arm.work().run(new Arm.Surroundings(new Seed(1), folder, Progress.NONE, Cancellation.NEVER));
    }

    private static Outcomes alone(String arm, Outcome outcome) {
        return new Outcomes(Map.of(arm, Map.of(1L, new Done(outcome, 1, HERE))));
    }

    private Map<String, Verdict> verdicts(Outcomes outcomes) {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        recipe.claims()
                .forEach(claim ->
                        verdicts.put(claim.name(), claim.judge(outcomes).verdict()));
        return verdicts;
    }

    /** The whole way on real pictures: in the end integers compute the same, and shifts are enough for sums of powers. */
    @ParameterizedTest
    @EnumSource(MsqNet.class)
    void aNetworkIsQuantizedAndComputedInIntegers(MsqNet net) throws Exception {
        Outcome outcome = run(MsqRecipe.arms(LITTLE), net.toString());

        Map<String, Double> numbers = outcome.numbers();
        assertThat(numbers.get(QuantizedNet.DIFFERING)).isZero();
        assertThat(numbers.get(QuantizedNet.WRONG)).isZero();
        for (Scheme scheme : Scheme.values()) {
            assertThat(numbers).containsKeys(scheme.number(QuantizedNet.WEIGHTS), scheme.number(QuantizedNet.LARGEST));
        }
        assertThat(numbers)
                .containsKeys(
                        Scheme.MSQ60.number(QuantizedNet.AT_ONCE),
                        Scheme.MSQ60.number(QuantizedNet.PROJECTED),
                        Scheme.MSQ60.number(QuantizedNet.TRAINED));
        assertThat(numbers.get(QuantizedNet.SPREAD)).isGreaterThan(1);
        Map<String, Verdict> verdicts = verdicts(alone(net.toString(), outcome));
        String sign = net.toString().substring(0, 1);
        assertThat(verdicts).containsEntry("Q3a" + sign, Verdict.HOLDS).containsEntry("Q3b" + sign, Verdict.HOLDS);
        // One seed decides nothing that has chance in it, and what this profile does not train is not measured.
        assertThat(verdicts)
                .containsEntry("Q1c" + sign, Verdict.NOT_SEPARABLE)
                .containsEntry("Q1a" + sign, Verdict.NOT_MEASURED);
        assertThat(recipe.charts(alone(net.toString(), outcome))).hasSize(3);
    }

    @Test
    void errorsOfLevelSetsAreMeasured() throws Exception {
        Outcome outcome = run(MsqRecipe.arms(LITTLE), MsqRecipe.ERRORS);

        // Four distributions, two ways to find scales, three sets.
        assertThat(outcome.numbers()).hasSize(24);
        LevelErrors.Row normal =
                LevelErrors.measure(4, 2_000, new Seed(1)).rows().get(0);
        assertThat(outcome.numbers())
                .containsEntry("normal, mse, fixed", 100 * normal.fixed())
                .containsEntry("normal, mse, SP2", 100 * normal.sumOfPowers())
                .containsEntry("normal, mse, P2", 100 * normal.powerOfTwo());
        assertThat(recipe.charts(alone(MsqRecipe.ERRORS, outcome))).hasSize(2);
    }

    @Test
    void hardwareIsMeasuredWhereThereAreProgramsForIt() throws Exception {
        Assumptions.assumeTrue(recipe.lacking().isEmpty(), () -> String.join("; ", recipe.lacking()));
        Outcome core = run(MsqRecipe.arms(LITTLE), Hardware.SIMULATION);
        assertThat(core.numbers().get(Hardware.WRONG)).isZero();
        assertThat(core.numbers().get("sums")).isGreaterThan(2000);

        Outcome rows = run(MsqRecipe.arms(LITTLE), Hardware.SYNTHESIS);
        Map<String, Verdict> verdicts = verdicts(alone(Hardware.SYNTHESIS, rows));
        assertThat(verdicts).containsEntry("Q4bs", Verdict.HOLDS).containsEntry("Q4bl", Verdict.HOLDS);
        assertThat(verdicts.values()).doesNotContain(Verdict.NOT_SEPARABLE);
        for (Device device : Device.values()) {
            assertThat(rows.numbers().get(Hardware.of(device, Hardware.DSP))).isBetween(85.0, 100.0);
            assertThat(rows.numbers().get(Hardware.of(device, Hardware.LUT))).isBetween(10.0, 70.0);
        }
        assertThat(recipe.charts(alone(Hardware.SYNTHESIS, rows))).hasSize(3);
    }

    @Test
    void everyClaimIsAboutArmsThatTheWholeExperimentRuns() {
        List<Arm> arms = recipe.arms(RunProfile.FULL);
        assertThat(arms)
                .extracting(Arm::id)
                .doesNotHaveDuplicates()
                .hasSize(5 * 4 + 2 - recipe.lacking().size());
        assertThat(recipe.claims()).extracting(Claim::name).doesNotHaveDuplicates();
        Outcomes none = new Outcomes(Map.of());
        assertThat(verdicts(none).values()).containsOnly(Verdict.NOT_MEASURED);
        assertThat(recipe.charts(none)).isEmpty();
    }

    /** The best single scheme is that of each seed, not that of the mean. */
    @Test
    void aMixtureIsComparedWithTheBestOfEachSeed() {
        Map<Long, Done> seeds = new LinkedHashMap<>();
        double[][] trained = {{90, 80, 70, 89.9}, {70, 90, 80, 90}, {70, 80, 90, 90.1}};
        for (int seed = 0; seed < trained.length; seed++) {
            double[] accuracies = trained[seed];
            seeds.put(
                    (long) seed,
                    new Done(
                            Outcome.of(Map.of(
                                    Scheme.P2.number(QuantizedNet.TRAINED), accuracies[0],
                                    Scheme.FIXED.number(QuantizedNet.TRAINED), accuracies[1],
                                    Scheme.SP2.number(QuantizedNet.TRAINED), accuracies[2],
                                    Scheme.MSQ60.number(QuantizedNet.TRAINED), accuracies[3])),
                            1,
                            HERE));
        }
        Claim claim = recipe.claims().stream()
                .filter(any -> any.name().equals("Q2am"))
                .findFirst()
                .orElseThrow();
        var finding = claim.judge(new Outcomes(Map.of(MsqNet.MOBILE.toString(), seeds)));

        assertThat(finding.measured().orElseThrow().values())
                .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : Double.compare(a, b), Double.class)
                .containsExactly(-0.1, 0.0, 0.1);
        // Its standard error is 0.06, and -0.3 is five of them away: Student's t of two degrees needs 4.3.
        assertThat(finding.verdict()).isEqualTo(Verdict.HOLDS);
    }
}
