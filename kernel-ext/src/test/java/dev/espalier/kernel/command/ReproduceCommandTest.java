package dev.espalier.kernel.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void printsTheClaimsAndWritesAReport() throws IOException {
        int code = run("reproduce", "0000.00003", "--profile", "smoke", "--processes", "1", "--out", folder.toString());
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        Path report = folder.resolve("report-0000.00003-smoke.html");
        assertThat(out.toString())
                .contains("Dice are fair", "contradicted", "not measured", "4 of 4 arms")
                .contains("Written: " + report);
        assertThat(Files.readString(report)).contains("<title>Espalier: reproduction of 0000.00003</title>", "✓ holds");
        assertThat(folder.resolve("0000.00003/smoke/claims.json")).exists();
    }

    @Test
    void refusesPapersAndProfilesThatItDoesNotKnow() {
        assertThat(run("reproduce", "2102.11069")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no recipe for '2102.11069'; did you mean '2102.11068'?");
        assertThat(run("reproduce", "2102.11068", "--profile", "fulll")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no profile 'fulll'; did you mean 'full'?");
        assertThat(run("reproduce", "2102.11068", "--processes", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--processes is 0; it must be at least 1");
    }
}
