package dev.espalier.kernel.magic;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What magics keep for each other in one session, beside its variables: a directory, an environment, a history. */
public final class Surroundings {

    /**
     * A cell that was run.
     *
     * @param number as in {@code In [number]}
     * @param value its value as text; empty while it runs, and where it has none
     */
    public record Ran(int number, String source, String value) {}

    /** Characters of cells and their values that are kept. */
    private static final long HISTORY_LIMIT = 4_000_000;

    /** Characters kept of one value. */
    private static final int VALUE_LIMIT = 10_000;

    private final Map<String, String> environment = new ConcurrentSkipListMap<>(System.getenv());
    private final Map<String, String> aliases = new ConcurrentSkipListMap<>();
    private final Deque<Ran> history = new ArrayDeque<>();
    private long remembered;
    private volatile Path directory = Path.of("");
    private volatile Path previous = directory;

    /** Where relative paths of magics and of their programs start; empty where the kernel runs. */
    public Path directory() {
        return directory;
    }

    /** The directory before the present one. */
    public Path previousDirectory() {
        return previous;
    }

    /** Goes to another directory. The JVM cannot: Java's own relative paths still start where the kernel runs. */
    public void enter(Path other) {
        previous = directory;
        directory = other;
    }

    /** What programs that magics start find in their environment; changes are for them, not for {@link System#getenv}. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Names of shell commands, defined by {@code %alias}, to the commands. */
    public Map<String, String> aliases() {
        return aliases;
    }

    /** The cells of this session, the first one first, as far back as they are kept; the last may be running. */
    public synchronized List<Ran> history() {
        return List.copyOf(history);
    }

    /** Notes that a cell starts, under a number. */
    public synchronized void start(int number, String source) {
        add(new Ran(number, source, ""));
    }

    /** Notes the value of the cell that started last. */
    public synchronized void end(String value) {
        Ran last = history.removeLast();
        remembered -= size(last);
        String kept = value.length() <= VALUE_LIMIT ? value : value.substring(0, VALUE_LIMIT) + "…";
        add(new Ran(last.number(), last.source(), kept));
    }

    private void add(Ran cell) {
        history.add(cell);
        remembered += size(cell);
        while (remembered > HISTORY_LIMIT && history.size() > 1) {
            remembered -= size(history.removeFirst());
        }
    }

    private static long size(Ran cell) {
        return cell.source().length() + cell.value().length();
    }
}
