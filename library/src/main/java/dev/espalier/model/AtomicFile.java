package dev.espalier.model;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that is replaced whole or left as it was, whatever happens: a full disk, an interrupt, a crash. */
public final class AtomicFile {

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {

        /** Writes everything; the stream is buffered, and may be closed or left open. */
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a draft beside the file, waits until it is on the disk, and puts it in the file's place. Missing folders are
     * made.
     *
     * @throws IOException if that fails, in one sentence naming the file; the old file is still there then
     */
    public static void write(Path file, Content content) throws IOException {
        try {
            replace(Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath(), content);
        } catch (IOException failed) {
            throw new IOException(
                    "cannot save " + file + ": " + failed.getMessage()
                            + (Files.exists(file) ? "; the old file is unchanged" : ""),
                    failed);
        }
    }

    private static void replace(Path target, Content content) throws IOException {
        Path folder = target.getParent();
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, "." + target.getFileName(), ".part");
        try {
            // A stream, not a channel: an interrupted thread must still be able to save.
            try (FileOutputStream file = new FileOutputStream(draft.toFile());
                    OutputStream out = new BufferedOutputStream(file, 1 << 16)) {
                content.writeTo(new Unclosed(out));
                out.flush();
                file.getFD().sync();
            }
            readableLike(target, draft);
            try {
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException unsupported) {
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Temporary files are made private; the finished one should be as open as any other file. */
    private static void readableLike(Path target, Path draft) throws IOException {
        // The view, not Files.getFileStore: that one fails in a chroot, where the root is no mount point.
        PosixFileAttributeView posix = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(
                    Files.exists(target)
                            ? Files.getPosixFilePermissions(target)
                            : PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    /** What is written must reach the disk before the stream is closed, so writers cannot close it. */
    private static final class Unclosed extends FilterOutputStream {

        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
