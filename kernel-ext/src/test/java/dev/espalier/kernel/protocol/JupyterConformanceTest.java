package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel as Jupyter's own client starts, drives, interrupts and loses it. */
@Timeout(300)
class JupyterConformanceTest {

    private static final Map<String, String> PACKAGES = Map.of(
            "jupyter_kernel_test", "python3-jupyter-kernel-test",
            "nbconvert", "jupyter-nbconvert",
            "nbclient", "python3-nbclient",
            "jupyter_console", "jupyter-console");

    @TempDir
    private Path directory;

    /** What a program of Jupyter's said and how it ended. */
    private record Said(int status, String text) {}

    /** Runs a program of a Python that has a module, with the kernel under test installed. */
    private Said python(String module, String input, String... arguments) throws Exception {
        Optional<String> python = Programs.pythonWith(module);
        assumeTrue(python.isPresent(), "needs Python's " + module + " (Debian package " + PACKAGES.get(module) + ")");
        KernelProcess.install(directory);
        Path log = directory.resolve("log");
        Path typed = Files.writeString(directory.resolve("typed"), input);
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(python.get()), Stream.of(arguments))
                        .toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(typed.toFile())
                .redirectOutput(log.toFile());
        builder.environment().put("JUPYTER_PATH", directory.toString());
        builder.environment()
                .put("JUPYTER_RUNTIME_DIR", directory.resolve("runtime").toString());
        builder.environment()
                .put(HistoryFolder.VARIABLE, directory.resolve("history").toString());
        Process running = builder.start();
        try {
            return new Said(running.waitFor(), Files.readString(log));
        } finally {
            running.destroy();
        }
    }

    @Test
    void jupyterKernelTestPasses() throws Exception {
        Path script = directory.resolve("conformance.py");
        try (InputStream source = getClass().getResourceAsStream("conformance.py")) {
            Files.copy(source, script);
        }
        Said said = python("jupyter_kernel_test", "", script.toString(), "-v");
        assertThat(said.status()).as(said.text()).isZero();
        assertThat(said.text()).contains("Ran 13 tests").doesNotContain("skipped");
    }

    private void writeNotebook(String... cells) throws IOException {
        List<JsonObject> all = Stream.of(cells)
                .map(source -> Json.object(
                        "cell_type",
                        "code",
                        "source",
                        source,
                        "metadata",
                        new JsonObject(),
                        "outputs",
                        List.of(),
                        "execution_count",
                        JsonNull.INSTANCE))
                .toList();
        JsonObject kernel = Json.object("name", "espalier-under-test", "display_name", "Java", "language", "java");
        JsonObject notebook = Json.object(
                "cells", all, "metadata", Json.object("kernelspec", kernel), "nbformat", 4, "nbformat_minor", 4);
        Files.writeString(directory.resolve("notebook.ipynb"), notebook.toString());
    }

    @Test
    void nbconvertExecutesNotebooks() throws Exception {
        writeNotebook(
                "int a = 20;\nSystem.out.println(\"printed\");",
                "a + 1",
                "display(html(\"<b>bold</b>\"), \"id\");",
                "updateDisplay(\"id\", html(\"<i>changed</i>\"));");
        String[] command = {
            "-m", "nbconvert", "--to", "notebook", "--execute", "notebook.ipynb", "--output", "executed.ipynb"
        };
        Said said = python("nbconvert", "", command);
        assertThat(said.status()).as(said.text()).isZero();
        List<String> outputs = JsonParser.parseString(Files.readString(directory.resolve("executed.ipynb")))
                .getAsJsonObject()
                .getAsJsonArray("cells")
                .asList()
                .stream()
                .map(cell -> cell.getAsJsonObject().get("outputs").toString())
                .toList();
        assertThat(outputs.get(0)).contains("\"name\":\"stdout\"").contains("printed");
        assertThat(outputs.get(1)).contains("execute_result").contains("\"21\"");
        assertThat(outputs.get(2)).contains("<i>changed</i>").doesNotContain("<b>bold</b>");
    }

    @Test
    void nbclientStopsAtTheCellThatFails() throws Exception {
        writeNotebook("int a = 20;", "nowhere", "a + 1");
        Said said = python(
                "nbclient",
                "",
                "-c",
                String.join(
                        "\n",
                        "import nbformat, nbclient",
                        "notebook = nbformat.read('notebook.ipynb', 4)",
                        "try:",
                        "    nbclient.NotebookClient(notebook, kernel_name='espalier-under-test').execute()",
                        "except nbclient.exceptions.CellExecutionError as e:",
                        "    print('failed with', e.ename, '-', e.evalue)",
                        "print([len(cell.outputs) for cell in notebook.cells])"));
        assertThat(said.text()).contains("failed with CompilationError - cannot find variable nowhere");
        assertThat(said.text()).contains("[0, 1, 0]");
        assertThat(said.status()).isZero();
    }

    @Test
    void theConsoleRunsWhatIsTyped() throws Exception {
        String typed = "int a = 20;\na + 1\nint f(int n) { return 2 * n; }\nf(a)\nnowhere\n";
        String[] command = {"-m", "jupyter_console", "--kernel", "espalier-under-test", "--simple-prompt"};
        Said said = python("jupyter_console", typed, command);
        assertThat(said.text())
                .contains("Out[2]: 21", "Out[4]: 40", "cannot find variable nowhere", "Shutting down kernel");
        assertThat(said.status()).isZero();
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
        ProcessBuilder builder = new ProcessBuilder(KernelProcess.command(connection.toString()))
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
}
