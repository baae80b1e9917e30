package dev.espalier.kernel.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where Jupyter keeps things on this machine. */
final class Jupyter {
    private Jupyter() {}

    /** The user's data directory, as {@code jupyter --data-dir} says. */
    static Path userData() {
        return userData(System.getenv(), Path.of(System.getProperty("user.home")), System.getProperty("os.name"));
    }

    static Path userData(Map<String, String> environment, Path home, String system) {
        String given = environment.getOrDefault("JUPYTER_DATA_DIR", "");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        if (system.toLowerCase(Locale.ROOT).startsWith("mac")) {
            return home.resolve("Library/Jupyter");
        }
        String shared = environment.getOrDefault("XDG_DATA_HOME", "");
        return (shared.isEmpty() ? home.resolve(".local/share") : Path.of(shared)).resolve("jupyter");
    }

    /** The environment Python runs in: a virtual or Conda environment, or the system's. */
    static Path pythonPrefix() throws IOException, InterruptedException {
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", "import sys; print(sys.prefix)")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException absent) {
            throw new CommandException(
                    CommandException.FAILED,
                    "--sys-prefix asks python3 for its environment, but there is none on the PATH; use --prefix DIR");
        }
        String prefix = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (python.waitFor() != 0 || prefix.isEmpty()) {
            throw new CommandException(
                    CommandException.FAILED, "python3 does not say where its environment is; use --prefix DIR");
        }
        return Path.of(prefix);
    }

    /** The kernels directories Jupyter searches on most systems, the user's first. */
    static List<Path> kernelPlaces() {
        return List.of(
                userData().resolve("kernels"),
                Path.of("/usr/local/share/jupyter/kernels"),
                Path.of("/usr/share/jupyter/kernels"));
    }

    /** A program on the PATH. */
    static Optional<Path> program(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(java.nio.file.Files::isExecutable)
                .findFirst();
    }
}
