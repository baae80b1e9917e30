package dev.espalier.compile.target;

import dev.espalier.data.DataPlaces;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * Compiled code, kept by everything it was made from. Several processes can share a folder: files are put in place whole,
 * and what somebody asked for within an hour stays. Otherwise what was not asked for in a month goes, and what was not asked
 * for longest when all of it becomes too much.
 *
 * @param folder that has nothing else in it
 * @param most bytes that are kept
 */
record ObjectCache(Path folder, long most) {

    private static final Duration KEPT = Duration.ofDays(30);

    /** Somebody may be about to load it, or still be making it. */
    private static final Duration IN_USE = Duration.ofHours(1);

    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

    private static final long USUAL_MOST = 1L << 30;

    /** Held while a file is marked as asked for, and while files are removed; its time is that of the last sweep. */
    private static final String LOCK = "lock";

    /** Makes a file in a folder of its own. */
    @FunctionalInterface
    interface Maker {
        void make(Path file) throws IOException;
    }

    @FunctionalInterface
    private interface Work {
        boolean run() throws IOException;
    }

    private record Entry(Path path, long bytes, Instant asked) {}

    /** The user's, beside the data that was downloaded. */
    static ObjectCache ofUser() {
        return new ObjectCache(DataPlaces.system().cache().resolve("objects"), USUAL_MOST);
    }

    /**
     * A file, from the cache or made now.
     *
     * @param key everything it is made from
     */
    Path get(String key, String suffix, Maker maker) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(digest(key) + suffix);
        if (locked(() -> mark(file))) {
            return file;
        }
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
        locked(this::sweepIfDue);
        return file;
    }

    /** Says that a file is asked for; false if there is none. */
    private static boolean mark(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException missing) {
            return false;
        }
    }

    private boolean sweepIfDue() throws IOException {
        Path lock = folder.resolve(LOCK);
        boolean due = Files.getLastModifiedTime(lock)
                .toInstant()
                .isBefore(Instant.now().minus(BETWEEN_SWEEPS));
        if (due) {
            remove();
            mark(lock);
        }
        return due;
    }

    /** Removes what was not asked for since long, and what is too much. */
    void sweep() throws IOException {
        if (Files.isDirectory(folder)) {
            locked(this::remove);
        }
    }

    private boolean remove() throws IOException {
        Instant now = Instant.now();
        List<Entry> entries = entries();
        long bytes = entries.stream().mapToLong(Entry::bytes).sum();
        for (Entry entry : entries) {
            boolean old = entry.asked().isBefore(now.minus(KEPT));
            boolean free = entry.asked().isBefore(now.minus(IN_USE));
            if (old || bytes > most && free) {
                delete(entry.path());
                bytes -= entry.bytes();
            }
        }
        return true;
    }

    /** What is in the folder, that which was not asked for longest first. */
    private List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path path : inside(folder)) {
            try {
                if (!path.endsWith(LOCK)) {
                    Instant asked = Files.getLastModifiedTime(path).toInstant();
                    entries.add(new Entry(path, Files.isDirectory(path) ? 0 : Files.size(path), asked));
                }
            } catch (NoSuchFileException gone) {
                // Another process was done making it.
            }
        }
        entries.sort(Comparator.comparing(Entry::asked));
        return entries;
    }

    /** Does something while no other thread or process does. */
    private boolean locked(Work work) throws IOException {
        synchronized (ObjectCache.class) {
            // An interrupted thread cannot take a lock; what was made already should be had all the same.
            boolean interrupted = Thread.interrupted();
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return work.run();
            } catch (ClosedByInterruptException stopped) {
                throw new CancellationException("stopped while compiled code was looked for");
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static void delete(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            for (Path inside : inside(entry)) {
                delete(inside);
            }
        }
        Files.deleteIfExists(entry);
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (NoSuchFileException gone) {
            return List.of();
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
