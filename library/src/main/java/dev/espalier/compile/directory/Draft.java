package dev.espalier.compile.directory;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A directory that is written beside its place, and put there when it is whole. Its checksums are kept in a file of it, so
 * that what was written here, and nobody has changed since, can be told from everything else: only that is replaced.
 */
final class Draft implements AutoCloseable {

    /** The file with the checksums, as {@code sha256sum} reads it. */
    static final String SUMS = "SHA256SUMS";

    /** What the directory's own Makefile makes. */
    private static final Set<String> BUILT = Set.of("example", "example-shared");

    private final Path target;
    private final Path folder;
    private final Map<String, Long> sizes = new TreeMap<>();
    private final Map<String, String> sums = new TreeMap<>();

    /**
     * Begins a directory.
     *
     * @throws IOException if there is something else in its place
     */
    Draft(Path place) throws IOException {
        target = place.toAbsolutePath().normalize();
        check();
        Path parent = Files.createDirectories(target.getParent());
        folder = Files.createTempDirectory(parent, "." + target.getFileName() + "-");
        PosixFileAttributeView posix = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Writes a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Adds a text. */
    void add(String name, String text) throws IOException {
        add(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds a file. */
    void add(String name, Content content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        MessageDigest digest = sha256();
        try (FileOutputStream stream = new FileOutputStream(file.toFile());
                OutputStream out = new DigestOutputStream(new BufferedOutputStream(stream, 1 << 16), digest)) {
            content.writeTo(out);
            out.flush();
            stream.getFD().sync();
        }
        sizes.put(name, Files.size(file));
        sums.put(name, HexFormat.of().formatHex(digest.digest()));
    }

    /** Bytes of the files so far. */
    Map<String, Long> sizes() {
        return sizes;
    }

    /** Puts the directory in its place. */
    void finish() throws IOException {
        StringBuilder list = new StringBuilder();
        sums.forEach((name, sum) -> list.append(sum).append("  ").append(name).append('\n'));
        Files.writeString(folder.resolve(SUMS), list);
        check();
        Path old = null;
        if (Files.exists(target)) {
            old = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + "-old-")
                    .resolve("old");
            Files.move(target, old);
        }
        try {
            Files.move(folder, target);
        } catch (IOException failed) {
            if (old != null) {
                Files.move(old, target);
            }
            throw failed;
        } finally {
            if (old != null) {
                delete(old.getParent());
            }
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    /** That nothing is lost when the directory is replaced. */
    private void check() throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new IOException(target + " is a file; name a directory");
        }
        Set<String> foreign = foreign(target);
        if (!foreign.isEmpty()) {
            throw new IOException(target + " has files that were not written here, or were changed since ("
                    + String.join(", ", foreign.stream().limit(3).toList())
                    + (foreign.size() > 3 ? ", ..." : "") + "); name an empty directory or a new one");
        }
    }

    /** Files of a directory that are not as its list of checksums says. */
    private static Set<String> foreign(Path directory) throws IOException {
        Path list = directory.resolve(SUMS);
        if (!Files.isRegularFile(list)) {
            return names(directory);
        }
        Map<String, String> known = new TreeMap<>();
        for (String line : Files.readAllLines(list)) {
            String[] words = line.split("  ", 2);
            if (words.length == 2) {
                known.put(words[1], words[0]);
            }
        }
        Set<String> foreign = new TreeSet<>();
        for (Path file : files(directory)) {
            String name = directory.relativize(file).toString().replace('\\', '/');
            if (!name.equals(SUMS) && !BUILT.contains(name) && !sum(file).equals(known.get(name))) {
                foreign.add(name);
            }
        }
        return foreign;
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return new TreeSet<>(
                    entries.map(entry -> entry.getFileName().toString()).toList());
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> !Files.isDirectory(file)).toList();
        }
    }

    private static String sum(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (Stream<Path> inside = Files.walk(directory)) {
            inside.forEach(all::add);
        }
        all.sort(Comparator.reverseOrder());
        for (Path path : all) {
            try {
                Files.delete(path);
            } catch (NoSuchFileException gone) {
                // Somebody else has deleted it.
            }
        }
    }
}
