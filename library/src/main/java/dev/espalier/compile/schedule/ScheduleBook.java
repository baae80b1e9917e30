package dev.espalier.compile.schedule;

import dev.espalier.compile.kernel.Schedule;
import dev.espalier.data.DataPlaces;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fastest schedules that were found so far, by what was measured and where. Kept in a file, one line each: the key, the
 * schedule, the nanoseconds, with tabs between them. Lines that make no sense are left out, as if never measured.
 */
public final class ScheduleBook {

    /** A schedule and what it took when it won. */
    public record Entry(Schedule schedule, double nanoseconds) {}

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Opens a book; a file that does not exist is an empty one. */
    public ScheduleBook(Path file) {
        this.file = file;
        entries.putAll(read(file));
    }

    /** The user's book, beside the data that was downloaded. */
    public static ScheduleBook ofUser() {
        return new ScheduleBook(DataPlaces.system().cache().resolve("schedules.tsv"));
    }

    private static Map<String, Entry> read(Path file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            return entries;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t");
                if (fields.length == 3) {
                    try {
                        entries.put(fields[0], new Entry(Schedule.parse(fields[1]), Double.parseDouble(fields[2])));
                    } catch (IllegalArgumentException senseless) {
                        // Written by another version: the work is measured again.
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the schedules in " + file, unreadable);
        }
        return entries;
    }

    /** What was found for a piece of work. */
    public Optional<Entry> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** Notes what was found, and writes the file, with what others have noted there in the meantime. */
    public void note(String key, Entry entry) {
        entries.put(key, entry);
        Map<String, Entry> all = read(file);
        all.put(key, entry);
        StringBuilder text = new StringBuilder();
        all.forEach((one, found) -> text.append(one)
                .append('\t')
                .append(found.schedule())
                .append('\t')
                .append(found.nanoseconds())
                .append('\n'));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write the schedules to " + file, failed);
        }
    }
}
