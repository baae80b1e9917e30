package dev.espalier.compile.network;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that was run to its end. */
record Shell(int code, String said) {

    static Shell run(Path directory, List<String> command) throws IOException, InterruptedException {
        File log = Files.createTempFile("shell", ".log").toFile();
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            return new Shell(process.waitFor(), Files.readString(log.toPath()));
        } finally {
            Files.delete(log.toPath());
        }
    }

    static Shell run(Path directory, String... command) throws IOException, InterruptedException {
        return run(directory, List.of(command));
    }
}
