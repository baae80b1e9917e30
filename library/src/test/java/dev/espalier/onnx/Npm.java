package dev.espalier.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Packages of npm that hold networks. */
final class Npm {

    private Npm() {}

    static boolean isThere() {
        try {
            return new ProcessBuilder("npm", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The directory a package was unpacked into. */
    static Path fetch(String name, Path directory) throws IOException, InterruptedException {
        Process fetch = new ProcessBuilder("sh", "-c", "npm pack --silent " + name + " && tar xzf *.tgz")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!fetch.waitFor(2, TimeUnit.MINUTES) || fetch.exitValue() != 0) {
            throw new IOException("npm could not fetch " + name);
        }
        return directory.resolve("package");
    }
}
