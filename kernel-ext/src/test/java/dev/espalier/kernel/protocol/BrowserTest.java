package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel as someone sees it who works in the classic Notebook: Playwright types, presses keys and looks, in Chromium.
 * Pictures of the page after each step are kept in {@code target/browser/pictures}.
 */
@Timeout(900)
class BrowserTest {

    /** The last releases run on Node 18, which Debian 12 has. */
    private static final String PLAYWRIGHT = "playwright-core@1.56.1";

    private static final Path KEPT = Path.of("target", "browser").toAbsolutePath();

    @TempDir
    private Path directory;

    /** Skips the test where something is missing, unless {@code ESPALIER_TEST_BROWSER=1} says that it must be there. */
    private static void demand(boolean there, String what) {
        if ("1".equals(System.getenv("ESPALIER_TEST_BROWSER"))) {
            assertThat(there)
                    .as("ESPALIER_TEST_BROWSER is 1, but it needs " + what)
                    .isTrue();
        }
        assumeTrue(there, "needs " + what);
    }

    @Test
    void aNotebookLooksAndWorksAsItShould() throws Exception {
        Optional<String> chromium = Programs.first("chromium", "chromium-browser", "google-chrome");
        Optional<String> python = Programs.pythonWith("notebook.notebookapp");
        demand(chromium.isPresent(), "Chromium (Debian package chromium)");
        demand(Programs.first("node").isPresent(), "Node (Debian package nodejs)");
        demand(python.isPresent(), "the classic Notebook, version 6 (Debian package jupyter-notebook)");
        demand(fetchPlaywright(), PLAYWRIGHT + ", which npm fetches (Debian package npm)");

        KernelProcess.install(directory);
        Files.writeString(Files.createDirectories(directory.resolve("work")).resolve("student.ipynb"), EMPTY);
        String token = UUID.randomUUID().toString();
        int port = FrontEnd.freePorts(1)[0];
        Process server = server(python.get(), port, token);
        try {
            String address = "http://127.0.0.1:" + port + "/";
            awaitAnswer(URI.create(address + "api?token=" + token), server);
            Path pictures = Files.createDirectories(KEPT.resolve("pictures"));
            Path log = directory.resolve("seen");
            Process person = new ProcessBuilder(
                            "node",
                            script().toString(),
                            address + "notebooks/student.ipynb?token=" + token,
                            chromium.get(),
                            pictures.toString())
                    .directory(KEPT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                int status = person.waitFor();
                assertThat(status).as(Files.readString(log)).isZero();
            } finally {
                person.destroy();
            }
            assertThat(Files.readString(log)).contains("all 15 steps");
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private static final String EMPTY =
            """
            {"cells": [], "metadata": {"kernelspec": {"name": "espalier-under-test", "display_name": "Java"}},
             "nbformat": 4, "nbformat_minor": 4}""";

    private Process server(String python, int port, String token) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        python,
                        "-m",
                        "notebook",
                        "--allow-root",
                        "--no-browser",
                        "--ip=127.0.0.1",
                        "--port=" + port,
                        "--port-retries=0",
                        "--NotebookApp.token=" + token,
                        "--notebook-dir=" + directory.resolve("work"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JUPYTER_PATH", directory.toString());
        for (String place : List.of("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")) {
            environment.put("JUPYTER_" + place, directory.resolve(place).toString());
        }
        environment.put(HistoryFolder.VARIABLE, "off");
        return builder.start();
    }

    private void awaitAnswer(URI address, Process server) throws IOException, InterruptedException {
        while (true) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) address.toURL().openConnection();
                if (connection.getResponseCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It is not listening yet.
            }
            assertThat(server.waitFor(200, TimeUnit.MILLISECONDS))
                    .as(Files.readString(directory.resolve("server")))
                    .isFalse();
        }
    }

    private static Path script() throws IOException {
        Path script = KEPT.resolve("browser.mjs");
        try (InputStream source = BrowserTest.class.getResourceAsStream("browser.mjs")) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        return script;
    }

    /** Whether Playwright is there, from a run before or from npm now. */
    private boolean fetchPlaywright() throws IOException, InterruptedException {
        Path modules = Files.createDirectories(KEPT.resolve("node_modules"));
        Path kept = modules.resolve("playwright-core");
        Path version = kept.resolve("espalier-version");
        if (Files.exists(version) && Files.readString(version).equals(PLAYWRIGHT)) {
            return true;
        }
        if (Programs.first("npm").isEmpty()) {
            return false;
        }
        Process fetch = new ProcessBuilder(
                        "sh",
                        "-c",
                        "npm pack --silent " + PLAYWRIGHT + " && tar xzf *.tgz && rm -rf '" + kept + "' && mv package '"
                                + kept + "'")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (fetch.waitFor() != 0) {
            return false;
        }
        Files.writeString(version, PLAYWRIGHT);
        return true;
    }
}
