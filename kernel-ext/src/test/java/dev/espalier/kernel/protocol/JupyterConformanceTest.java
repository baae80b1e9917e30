package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel as Jupyter's own client starts, drives, interrupts and loses it. */
@Timeout(300)
class JupyterConformanceTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path directory;

    @Test
    void jupyterKernelTestPasses() throws Exception {
        String python = pythonWithKernelTest();
        assumeTrue(python != null, "needs jupyter_kernel_test (Debian package python3-jupyter-kernel-test)");
        Path kernel = Files.createDirectories(directory.resolve("kernels/espalier-under-test"));
        List<String> command =
                Stream.concat(command(), Stream.of("{connection_file}")).toList();
        JsonObject specification = Json.object("argv", command, "display_name", "Java", "language", "java");
        Files.writeString(kernel.resolve("kernel.json"), specification.toString());
        Path script = directory.resolve("conformance.py");
        try (InputStream source = getClass().getResourceAsStream("conformance.py")) {
            Files.copy(source, script);
        }
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(python, script.toString(), "-v")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JUPYTER_PATH", directory.toString());
        builder.environment()
                .put("JUPYTER_RUNTIME_DIR", directory.resolve("runtime").toString());
        builder.environment()
                .put(HistoryFolder.VARIABLE, directory.resolve("history").toString());
        Process tests = builder.start();
        try {
            int status = tests.waitFor();
            String said = Files.readString(log);
            assertThat(status).as(said).isZero();
            assertThat(said).contains("Ran 13 tests").doesNotContain("skipped");
        } finally {
            tests.destroy();
        }
    }

    @Test
    void theKernelEndsWithTheProcessThatStartedIt() throws Exception {
        Path connection = directory.resolve("connection.json");
        JsonObject content =
                Json.object("ip", "127.0.0.1", "transport", "tcp", "signature_scheme", "hmac-sha256", "key", "k");
        List<String> ports = List.of("shell_port", "control_port", "stdin_port", "hb_port", "iopub_port");
        int[] free = FrontEnd.freePorts(ports.size());
        for (int i = 0; i < free.length; i++) {
            content.addProperty(ports.get(i), free[i]);
        }
        Files.writeString(connection, content.toString());
        Process parent = new ProcessBuilder("sleep", "600").start();
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(command(), Stream.of(connection.toString()))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("JPY_PARENT_PID", Long.toString(parent.pid()));
        Process kernel = builder.start();
        try {
            assertThat(kernel.waitFor(1, TimeUnit.SECONDS)).isFalse();
            parent.destroyForcibly();
            assertThat(kernel.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(kernel.exitValue()).isZero();
        } finally {
            parent.destroyForcibly();
            kernel.destroyForcibly();
        }
    }

    private static Stream<String> command() {
        return Stream.of(
                JAVA,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.awt.headless=true",
                KernelProcess.class.getName());
    }

    /** The first Python that has the suite, or null. */
    private static String pythonWithKernelTest() throws InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                Process probe = new ProcessBuilder(python, "-c", "import jupyter_kernel_test")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (probe.waitFor() == 0) {
                    return python;
                }
            } catch (IOException e) {
                // There is no such program.
            }
        }
        return null;
    }
}
