package dev.espalier.kernel.session;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Files of what cells print beyond their limit, in a folder that goes with the session. */
final class Overflow implements AutoCloseable {

    /** More of one cell is only counted. */
    static final long FILE_LIMIT = 64 << 20;

    private Path folder;
    private int files;

    /** A new file; missing where none can be made. */
    synchronized Path newFile() throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("espalier-output-");
        }
        return folder.resolve("cell-" + ++files + ".txt");
    }

    /** Adds text to a file. By a stream, which an interrupt does not close. */
    static void append(Path file, String text) throws IOException {
        try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Removes the files. */
    @Override
    public synchronized void close() {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.err.println("espalier: " + folder + " cannot be removed: " + e);
        }
        folder = null;
    }
}
