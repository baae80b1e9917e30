package dev.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArmProcessesTest {

    @TempDir
    Path folder;

    private Experiment experiment(RunProfile profile) {
        return Experiment.in(folder, PrimesRecipe.ARXIV, profile);
    }

    @Test
    void armsRunInProcessesOfTheirOwn() {
        Experiment experiment = experiment(RunProfile.QUICK);
        Outcomes outcomes = experiment.run(2, Progress.NONE, Cancellation.NEVER);
        assertThat(experiment.left()).isEmpty();
        assertThat(outcomes.of("below 1000", "primes").orElseThrow().values()).containsExactly(168.0, 168.0, 168.0);
        Set<Double> processes = new TreeSet<>();
        for (String arm : List.of("below 100", "below 1000")) {
            processes.addAll(outcomes.of(arm, "process").orElseThrow().values());
        }
        assertThat(processes).hasSize(2).doesNotContain((double)
                ProcessHandle.current().pid());
        assertThat(Findings.of(experiment).claims())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.HOLDS);
        assertThat(experiment.folder()).isDirectoryNotContaining("glob:**.log");
    }

    @Test
    void theArmThatFailsInAProcessIsNamedAndWhatWasDoneBeforeStays() {
        Experiment experiment = experiment(RunProfile.FULL);
        assertThatThrownBy(() -> experiment.run(2, Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(ExperimentException.class)
                .hasMessage("'below 100#3' failed: three is too many");
        // The process that came to the third arm has done one of the first two; the other may still have been at work.
        List<String> left = experiment.left().stream().map(Arm::id).toList();
        assertThat(left).contains("below 100#3");
        assertThat(left.containsAll(List.of("below 100#1", "below 100#2"))).isFalse();
    }

    @Test
    void aProcessThatDiesSaysWhereItsReasonMayStand() {
        Experiment experiment = experiment(RunProfile.SMOKE);
        assertThatThrownBy(() -> experiment.run(2, Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("the process that ran 'below 100#2' ended; the reason may stand in")
                .hasMessageContaining("process-")
                .hasMessageEndingWith(".log; run it again to go on");
    }

    @Test
    void stoppingEndsTheProcesses() {
        Experiment experiment = experiment(RunProfile.QUICK);
        assertThatThrownBy(() -> experiment.run(2, Progress.NONE, () -> true))
                .isInstanceOf(CancellationException.class)
                .hasMessage("stopped; run it again to go on");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .noneMatch(process -> process.info().commandLine().orElse("").contains("ArmProcess"));
        assertThat(Files.exists(experiment.folder())).isTrue();
    }
}
