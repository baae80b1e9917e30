package dev.espalier.kernel.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cells of all kernels of a user: a folder with a file {@code 17.jsonl} for each session, a JSON object a line. A
 * kernel only writes to its own file, so that any number of them may run at once, and only adds whole lines to it. Files
 * are for their owner's eyes alone; the oldest go when all together grow too large.
 */
record HistoryFolder(Path folder, long limitBytes) {

    /** The environment variable that names the folder, or turns the history off. */
    static final String VARIABLE = "ESPALIER_HISTORY";

    private static final long LIMIT_BYTES = 16 << 20;
    private static final int SESSIONS = 1000;
    private static final Pattern NAME = Pattern.compile("(\\d{1,9})\\.jsonl");

    /** The user's folder; empty where the user wants none, or has no home. */
    static Optional<HistoryFolder> of(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (named.equals("off")) {
            return Optional.empty();
        }
        Optional<Path> folder = Stream.of(
                        Optional.of(named).filter(n -> !n.isEmpty()).map(Path::of),
                        directory(environment, "XDG_STATE_HOME").map(d -> d.resolve("espalier/history")),
                        directory(environment, "HOME").map(d -> d.resolve(".local/state/espalier/history")))
                .flatMap(Optional::stream)
                .findFirst();
        return folder.map(f -> new HistoryFolder(f, LIMIT_BYTES));
    }

    private static Optional<Path> directory(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(d -> !d.isEmpty())
                .map(Path::of);
    }

    /** Numbers of the sessions that are kept, ascending. */
    List<Integer> sessions() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(name -> name.matches())
                    .map(name -> Integer.valueOf(name.group(1)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // there is none yet, or it cannot be read
        }
    }

    /** The cells of a session in order; none where there is no such session. */
    List<HistoryEntry> read(int session) {
        List<HistoryEntry> entries = new ArrayList<>();
        try {
            String text = new String(Files.readAllBytes(file(session)), StandardCharsets.UTF_8);
            text.lines()
                    .flatMap(line -> HistoryEntry.parse(session, line).stream())
                    .forEach(entries::add);
        } catch (IOException e) {
            // Deleted meanwhile, or not readable.
        }
        return entries;
    }

    /** Starts a session: the number after the highest there is. Removes the oldest where there are too many. */
    int begin() throws IOException {
        Files.createDirectories(folder, permissions("rwx------"));
        List<Integer> sessions = sessions();
        removeOldest(sessions);
        for (int next = sessions.isEmpty() ? 1 : sessions.get(sessions.size() - 1) + 1; ; next++) {
            try {
                Files.createFile(file(next), permissions("rw-------"));
                return next;
            } catch (FileAlreadyExistsException e) {
                // Another kernel was faster.
            }
        }
    }

    /** Adds a cell to its session; its lines so far are never touched. */
    void append(HistoryEntry entry) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        try (FileChannel file = FileChannel.open(file(entry.session()), options, permissions("rw-------"))) {
            // In one go, so that others see whole lines.
            file.write(ByteBuffer.wrap(entry.json().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void removeOldest(List<Integer> sessions) throws IOException {
        long bytes = 0;
        for (int i = sessions.size() - 1; i >= 0; i--) {
            Path file = file(sessions.get(i));
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException e) {
                continue; // another kernel is at it, too
            }
            if (bytes > limitBytes || sessions.size() - i > SESSIONS) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path file(int session) {
        return folder.resolve(session + ".jsonl");
    }

    private FileAttribute<?>[] permissions(String rights) {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }
}
