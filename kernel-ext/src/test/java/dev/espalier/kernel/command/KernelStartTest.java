package dev.espalier.kernel.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelStartTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "kernel connection.json, true",
        "kernel install, false",
        "kernel --help, false",
        "kernel, false",
        "kernel connection.json --debug, false",
        "run connection.json, false"
    })
    void onlyWhatFrontEndsSayIsReadAtOnce(String line, boolean meant) {
        assertThat(KernelStart.isMeant(line.split(" "))).isEqualTo(meant);
    }

    /** In a process of its own, because a kernel takes over the streams of its process. */
    @Test
    void whatIsWrongWithTheFileIsSaidAsEverywhere() throws Exception {
        Path file = Files.writeString(folder.resolve("other.json"), "{}");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "kernel",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("espalier: " + file + " is not a connection file: it lacks transport and ip\n");
        assertThat(process.waitFor()).isEqualTo(1);
    }
}
