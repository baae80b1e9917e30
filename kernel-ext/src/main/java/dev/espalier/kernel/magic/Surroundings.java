package dev.espalier.kernel.magic;

import java.nio.file.Path;
import java.util.ArrayList;
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

    private final Map<String, String> environment = new ConcurrentSkipListMap<>(System.getenv());
    private final Map<String, String> aliases = new ConcurrentSkipListMap<>();
    private final List<Ran> history = new ArrayList<>();
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

    /** The cells of this session, the first one first; the last may be running. */
    public synchronized List<Ran> history() {
        return List.copyOf(history);
    }

    /** Notes that a cell starts, under a number. */
    public synchronized void start(int number, String source) {
        history.add(new Ran(number, source, ""));
    }

    /** Notes the value of the cell that started last. */
    public synchronized void end(String value) {
        Ran last = history.remove(history.size() - 1);
        history.add(new Ran(last.number(), last.source(), value));
    }
}
