package dev.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Dataset;
import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.study.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.internal.chartpart.Chart;

class ExperimentTest {

    @TempDir
    Path folder;

    private final List<String> ran = new ArrayList<>();
    private String identity = "one";
    private String broken = "";

    private final Recipe recipe = new Recipe() {
        @Override
        public Paper paper() {
            return new Paper("0000.00001", "On Numbers", "nowhere");
        }

        @Override
        public List<Arm> arms(RunProfile profile) {
            return Stream.of("a", "b")
                    .flatMap(name -> Stream.of(1L, 2L, 3L)
                            .map(seed -> new Arm(name, seed, around -> {
                                Arm arm = new Arm(name, seed, null);
                                Files.writeString(around.folder().resolve("checkpoint"), "half");
                                if (arm.id().equals(broken)) {
                                    throw new IOException("the disk is full");
                                }
                                ran.add(arm.id());
                                return Outcome.of(Map.of("x", name.equals("a") ? 10 + seed / 8.0 : seed))
                                        .with("curve", List.of(1.0 * seed, 2.0 * seed));
                            })))
                    .toList();
        }

        @Override
        public List<Claim> claims() {
            return List.of(
                    new Claim(
                            "C1",
                            "a is more than b",
                            new Quote("9", "table 1"),
                            "a minus b",
                            outcomes -> outcomes.difference("a", "b", "x"),
                            new Rule.Above(0)),
                    new Claim(
                            "C2",
                            "c is more than a",
                            Quote.NOT_FOUND,
                            "c minus a",
                            outcomes -> outcomes.difference("c", "a", "x"),
                            new Rule.Above(0)));
        }

        @Override
        public List<Chart<?, ?>> charts(Outcomes outcomes) {
            return List.of();
        }

        @Override
        public String identity(RunProfile profile) {
            return identity;
        }

        @Override
        public List<Dataset> data(RunProfile profile) {
            return List.of();
        }
    };

    private Experiment experiment() {
        return new Experiment(recipe, RunProfile.QUICK, folder);
    }

    @Test
    void everyArmRunsOnceForEachSeed() {
        Outcomes outcomes = experiment().run(Progress.NONE, Cancellation.NEVER);
        assertThat(ran).containsExactly("a#1", "a#2", "a#3", "b#1", "b#2", "b#3");
        assertThat(outcomes.of("a", "x")).contains(Trials.of(10.125, 10.25, 10.375));
        assertThat(outcomes.series("b", "curve")).contains(List.of(2.0, 4.0));
        assertThat(experiment().run(Progress.NONE, Cancellation.NEVER)).isEqualTo(outcomes);
        assertThat(ran).hasSize(6);
        assertThat(folder).isDirectoryNotContaining("glob:**#[0-9]");
    }

    @Test
    void armsAreComparedForTheSeedsThatBothHave() {
        var all = experiment().run(Progress.NONE, Cancellation.NEVER).arms();
        var a = Map.of(1L, all.get("a").get(1L), 3L, all.get("a").get(3L));
        var b = Map.of(2L, all.get("b").get(2L), 3L, all.get("b").get(3L));

        assertThat(new Outcomes(Map.of("a", a, "b", b)).difference("a", "b", "x"))
                .contains(Trials.of(10.375 - 3));
        assertThat(new Outcomes(Map.of("a", a, "b", Map.of(2L, b.get(2L)))).difference("a", "b", "x"))
                .isEmpty();
    }

    @Test
    void whatWasStoppedGoesOnAfterTheLastFinishedArm() {
        assertThatThrownBy(() -> experiment().run(Progress.NONE, () -> ran.size() == 2))
                .isInstanceOf(CancellationException.class)
                .hasMessage("stopped after 'a#2'; run it again to go on");
        assertThat(experiment().left()).extracting(Arm::id).containsExactly("a#3", "b#1", "b#2", "b#3");
        experiment().run(Progress.NONE, Cancellation.NEVER);
        assertThat(ran).containsExactly("a#1", "a#2", "a#3", "b#1", "b#2", "b#3");
    }

    @Test
    void outcomesOfOtherSettingsDoNotCount() {
        experiment().run(Progress.NONE, Cancellation.NEVER);
        identity = "two";
        assertThat(experiment().left()).hasSize(6);
    }

    @Test
    void anArmThatFailsIsNamedAndItsCheckpointStays() {
        broken = "b#1";
        assertThatThrownBy(() -> experiment().run(Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(ExperimentException.class)
                .hasMessage("'b#1' failed: the disk is full");
        assertThat(folder.resolve("b#1").resolve("checkpoint")).exists();
    }

    @Test
    void aBrokenFileIsNamedWithWhatToDo() throws IOException {
        experiment().run(Progress.NONE, Cancellation.NEVER);
        Files.writeString(folder.resolve("a#1.json"), "{\"arm\": ");
        assertThatThrownBy(() -> experiment().outcomes())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("a#1.json is no outcome of an experiment")
                .hasMessageContaining("delete it to run 'a#1' again");
    }

    @Test
    void claimsAreDecidedOnWhatWasMeasured() {
        Findings none = Findings.of(experiment());
        assertThat(none.count(Verdict.NOT_MEASURED)).isEqualTo(2);
        experiment().run(Progress.NONE, Cancellation.NEVER);
        Findings findings = Findings.of(experiment());
        assertThat(findings.claims()).extracting(Finding::verdict).containsExactly(Verdict.HOLDS, Verdict.NOT_MEASURED);
        assertThat(findings.toString())
                .contains("On Numbers (nowhere, arXiv 0000.00001), quick")
                .contains("9 (table 1)")
                .contains("a minus b: 8.25 ± 0.88")
                .contains("not found");
        assertThat(findings.origins().seeds()).containsExactly(1L, 2L, 3L);
        assertThat(findings.origins().command()).isEqualTo("espalier reproduce 0000.00001 --profile quick");
    }
}
