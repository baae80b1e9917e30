package dev.espalier.compile.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectCacheTest {

    private static final int KILO = 1000;

    @TempDir
    private Path directory;

    private Path folder;

    @BeforeEach
    void openCache() {
        folder = directory.resolve("cache");
    }

    private final AtomicInteger made = new AtomicInteger();

    private ObjectCache cache() {
        return new ObjectCache(folder, 3 * KILO);
    }

    private Path get(String key) throws IOException {
        return get(cache(), key, made);
    }

    private static Path get(ObjectCache cache, String key, AtomicInteger made) throws IOException {
        return cache.get(key, ".so", file -> {
            made.incrementAndGet();
            Files.write(file, new byte[KILO]);
        });
    }

    private static void age(Path file, Duration since) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(since)));
    }

    @Test
    void makesEachThingOnce() throws IOException {
        Path one = get("one");

        assertThat(get("one")).isEqualTo(one).hasSize(KILO);
        assertThat(get("two")).isNotEqualTo(one);
        assertThat(made).hasValue(2);
    }

    @Test
    void leavesNothingWhenMakingFails() throws IOException {
        try {
            cache().get("one", ".so", file -> {
                Files.writeString(file, "half");
                throw new IOException("no more room");
            });
        } catch (IOException expected) {
            assertThat(expected).hasMessage("no more room");
        }

        assertThat(folder.toFile().list()).containsExactly("lock");
    }

    @Test
    void forgetsWhatNobodyAskedForInAMonth() throws IOException {
        Path old = get("old");
        Path recent = get("recent");
        age(old, Duration.ofDays(31));
        age(recent, Duration.ofDays(29));

        cache().sweep();

        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }

    @Test
    void askingKeepsIt() throws IOException {
        Path old = get("old");
        age(old, Duration.ofDays(31));
        get("old");

        cache().sweep();

        assertThat(old).exists();
        assertThat(made).hasValue(1);
    }

    @Test
    void whenItIsTooMuchTheOldestGoUntilTheRestFits() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            files.add(get("number " + i));
            age(files.get(i), Duration.ofHours(10 + i));
        }

        cache().sweep();

        assertThat(files.subList(0, 3)).allMatch(Files::exists);
        assertThat(files.subList(3, 5)).noneMatch(Files::exists);
    }

    @Test
    void whatIsInUseStaysHoweverMuchItIs() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            files.add(get("number " + i));
        }

        cache().sweep();

        assertThat(files).allMatch(Files::exists);
    }

    @Test
    void sweepsByItselfAtMostOnceAnHour() throws IOException {
        Path old = get("old");
        age(old, Duration.ofDays(31));
        get("another");
        assertThat(old).exists();

        age(folder.resolve("lock"), Duration.ofHours(2));
        get("third");
        assertThat(old).doesNotExist();

        Path again = get("old");
        age(again, Duration.ofDays(31));
        get("fourth");
        assertThat(again).exists();
    }

    @Test
    void interruptedThreadsStillGetWhatIsThere() throws IOException {
        Path one = get("one");
        Thread.currentThread().interrupt();

        assertThat(get("one")).isEqualTo(one);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Asks for a few things again and again; each must be there when it is told where. Ends with 0 if they were. */
    static final class Asker {

        private Asker() {}

        /** The folder, and whether to sweep instead. */
        public static void main(String[] arguments) throws IOException {
            // So little room that every sweep removes whatever is not in use.
            ObjectCache cache = new ObjectCache(Path.of(arguments[0]), 0);
            for (int turn = 0; turn < 400; turn++) {
                if (arguments[1].equals("sweep")) {
                    cache.sweep();
                    continue;
                }
                Path file = get(cache, "thing " + turn % 3, new AtomicInteger());
                if (Files.readAllBytes(file).length != KILO) {
                    throw new AssertionError(file + " is not whole");
                }
                age(file, Duration.ofHours(2));
            }
        }
    }

    @Test
    void processesThatAskAndSweepDoNotDisturbEachOther() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String what : List.of("ask", "sweep")) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Asker.class.getName(),
                            folder.toString(),
                            what)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve(what + ".log").toFile())
                    .start());
        }
        for (int i = 0; i < processes.size(); i++) {
            assertThat(processes.get(i).waitFor())
                    .as(Files.readString(directory.resolve(i == 0 ? "ask.log" : "sweep.log")))
                    .isZero();
        }
    }
}
