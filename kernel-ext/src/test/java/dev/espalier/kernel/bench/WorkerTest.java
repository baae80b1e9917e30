package dev.espalier.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.espalier.data.FashionMnist;
import dev.espalier.progress.Cancellation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"lenet5", "resnet20", "mobilenetv2-like", "transformer"})
    void enginesInOtherProcessesDoTheSameWork(String network) throws Exception {
        Assignment task = Assignment.write(folder, Workloads.named(network), 4, 2, FashionMnist.excerpt());

        Contest contest = Contest.hold(
                task, 1, new Effort(1, 0, 0), List.of(JavaEngine.ESPALIER, JavaEngine.SAMEDIFF), Cancellation.NEVER);

        assertThat(contest.absent()).isEmpty();
        assertThat(contest.results()).hasSize(2).allSatisfy(result -> {
            assertThat(result.bursts()).hasSize(1);
            assertThat(result.bursts().get(0).steps()).isEqualTo(1);
            assertThat(contest.sameWork(result)).isTrue();
        });
    }

    @Test
    void aProcessThatDiesLeavesItsLastWords() {
        assertThatExceptionOfType(PeerException.class)
                .isThrownBy(() -> Worker.start(new ProcessBuilder("sh", "-c", "echo alas >&2; exit 3"), folder))
                .withMessage("its process ended (exit code 3): alas");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatExceptionOfType(PeerException.class)
                .isThrownBy(() -> Worker.start(new ProcessBuilder("no-such-program"), folder))
                .withMessageContaining("no-such-program");
    }

    @Test
    void openBlasWithPyTorchsOwnThreadsIsPreferred() throws Exception {
        assertThat(PyTorch.openBlas(folder)).isEmpty();
        for (String build : List.of("openblas-serial", "openblas-pthread", "openblas-openmp")) {
            Path place = Files.createDirectories(folder.resolve("some-linux").resolve(build));
            Files.createFile(place.resolve("libblas.so.3"));
            assertThat(PyTorch.openBlas(folder)).contains(place);
        }
    }
}
