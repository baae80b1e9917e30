package dev.espalier.compile.target;

import dev.espalier.data.DataPlaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compiled code, kept by everything it was made from. Several processes can share a folder: files are put in place whole.
 * What was not asked for in a month goes.
 */
record ObjectCache(Path folder) {

    private static final Duration KEPT = Duration.ofDays(30);

    /** Makes a file in a folder of its own. */
    @FunctionalInterface
    interface Maker {
        void make(Path file) throws IOException;
    }

    /** The user's, beside the data that was downloaded. */
    static ObjectCache ofUser() {
        return new ObjectCache(DataPlaces.system().cache().resolve("objects"));
    }

    /**
     * A file, from the cache or made now.
     *
     * @param key everything it is made from
     */
    Path get(String key, String suffix, Maker maker) throws IOException {
        Path file = folder.resolve(digest(key) + suffix);
        if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return file;
        }
        Files.createDirectories(folder);
        Path draft = Files.createTempDirectory(folder, "making");
        try {
            Path made = draft.resolve("made" + suffix);
            maker.make(made);
            try {
                Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException unsupported) {
                Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            delete(draft);
        }
        return file;
    }

    /** Forgets what was not asked for since long. */
    void sweep() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Instant oldest = Instant.now().minus(KEPT);
        for (Path entry : entries(folder)) {
            if (Files.getLastModifiedTime(entry).toInstant().isBefore(oldest)) {
                delete(entry);
            }
        }
    }

    private static void delete(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            for (Path inside : entries(entry)) {
                delete(inside);
            }
        }
        Files.deleteIfExists(entry);
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static String digest(String key) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
