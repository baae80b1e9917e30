package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old file or new file, never half of one. */
class AtomicFileTest {

    @TempDir
    Path directory;

    @Test
    void replacesAFileAndLeavesNothingElse() throws IOException {
        Path file = directory.resolve("deep/er/file");
        AtomicFile.write(file, out -> out.write("old".getBytes()));
        AtomicFile.write(file, out -> out.write("new".getBytes()));
        assertThat(file).hasContent("new");
        assertThat(Files.list(file.getParent())).containsExactly(file);
    }

    @Test
    void aFullDiskLeavesTheOldFileIntact() throws IOException {
        Path file = directory.resolve("file");
        AtomicFile.write(file, out -> out.write("old".getBytes()));
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot save " + file + ": No space left on device; the old file is unchanged");
        assertThat(file).hasContent("old");
        assertThat(Files.list(directory)).containsExactly(file);
    }

    @Test
    void savesFromAnInterruptedThread() throws IOException {
        Path file = directory.resolve("file");
        Thread.currentThread().interrupt();
        try {
            AtomicFile.write(file, out -> {
                out.write("kept".getBytes());
                out.close();
            });
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).hasContent("kept");
    }

    @Test
    void writesThroughALink() throws IOException {
        Path file = directory.resolve("file");
        AtomicFile.write(file, out -> out.write("old".getBytes()));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        AtomicFile.write(link, out -> out.write("new".getBytes()));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }
}
