package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

class NativeBackendTest {

    @TempDir
    Path directory;

    private Path cpu(String flags) throws IOException {
        return Files.writeString(
                directory.resolve("cpuinfo"), "processor\t: 0\nflags\t\t: " + flags + "\nbugs\t\t: none\n");
    }

    @ParameterizedTest
    @CsvSource({
        "fpu avx avx2 fma avx512f avx512bw avx512cd avx512dq avx512vl, -onednn-avx512",
        "fpu avx avx2 fma avx512f, -onednn-avx2",
        "fpu avx avx2 fma, -onednn-avx2"
    })
    void theWidestBuildTheCpuCanRunIsChosen(String flags, String extension) throws IOException {
        assertThat(NativeBackend.choose("amd64", cpu(flags))).isEqualTo(extension);
    }

    @Test
    void platformsWithOneBuildAreLeftAlone() throws IOException {
        assertThat(NativeBackend.choose("aarch64", cpu("asimd"))).isEmpty();
        assertThat(NativeBackend.choose("amd64", directory.resolve("absent"))).isEmpty();
    }

    @Test
    void aCpuThatIsTooOldIsToldWhatToDo() {
        assertThatThrownBy(() -> NativeBackend.choose("amd64", cpu("fpu sse4_2 avx")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("neither AVX-512 nor AVX2 with FMA")
                .hasMessageContaining("-Dnatives.wide=linux-x86_64");
    }

    @Test
    void nd4jAsksBeforeItLoads() {
        assertThat(Nd4j.getBackend()).isInstanceOf(Nd4jBackend.class);
        assertThat(System.getProperty(NativeBackend.EXTENSION))
                .isNotNull()
                .endsWith(NativeBackend.select().replace("default", ""));
    }
}
