package dev.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A kernel in a process of its own, for front ends that start it. */
final class KernelProcess {

    private KernelProcess() {}

    /** How to start one. */
    static List<String> command(String connectionFile) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                KernelProcess.class.getName(),
                connectionFile);
    }

    /** Makes it known to Jupyter as {@code espalier-under-test}, where JUPYTER_PATH names a folder. */
    static void install(Path jupyterPath) throws IOException {
        Path kernel = Files.createDirectories(jupyterPath.resolve("kernels/espalier-under-test"));
        JsonObject specification =
                Json.object("argv", command("{connection_file}"), "display_name", "Java", "language", "java");
        Files.writeString(kernel.resolve("kernel.json"), specification.toString());
    }

    public static void main(String[] arguments) throws Exception {
        KernelServer.run(Path.of(arguments[0]));
        System.exit(0);
    }
}
