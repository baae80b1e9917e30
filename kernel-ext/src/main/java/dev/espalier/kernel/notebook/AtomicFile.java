package dev.espalier.kernel.notebook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A text file that is replaced whole or left as it was. */
final class AtomicFile {
    private AtomicFile() {}

    static void write(Path file, String text) throws IOException {
        Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.getParent();
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, "." + target.getFileName(), ".part");
        try {
            Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
            readableLike(target, draft);
            try {
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException otherFileSystem) {
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Temporary files are made private; the finished one should be as open as any other file. */
    private static void readableLike(Path target, Path draft) throws IOException {
        if (!Files.getFileStore(draft).supportsFileAttributeView("posix")) {
            return;
        }
        Files.setPosixFilePermissions(
                draft,
                Files.exists(target)
                        ? Files.getPosixFilePermissions(target)
                        : PosixFilePermissions.fromString("rw-r--r--"));
    }
}
