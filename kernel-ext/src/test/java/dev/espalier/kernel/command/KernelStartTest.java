package dev.espalier.kernel.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
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

    @Test
    void whatIsWrongWithTheFileIsSaidAsEverywhere() throws Exception {
        Path absent = folder.resolve("absent.json");
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        Path no = Files.writeString(folder.resolve("no.json"), "no {");

        assertThat(said(absent)).isEqualTo("espalier: there is no file " + absent + "\n");
        assertThat(said(other))
                .isEqualTo("espalier: " + other + " is not a connection file: it lacks transport and ip\n");
        assertThat(said(no)).startsWith("espalier: " + no + " is not a connection file: ");
    }

    private static String said(Path file) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        InputStream in = System.in; // a kernel has none
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(KernelStart.run(new String[] {"kernel", file.toString()}))
                    .isEqualTo(1);
        } finally {
            System.setErr(before);
            System.setIn(in);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
