package dev.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    @TempDir
    private Path directory;

    private History kernel() {
        return new History(Optional.of(new HistoryFolder(directory.resolve("history"), 1 << 20)));
    }

    private static String ask(History history, Object... content) {
        JsonObject fields = Json.object(content);
        return history.answer(new Request(List.of(), null, "history_request", fields))
                .toString();
    }

    @Test
    void itSurvivesRestarts() {
        History first = kernel();
        first.add(1, "int a = 1;", null);
        first.add(2, "a", "1");
        History second = kernel();
        second.add(1, "\"größer\n模型 😀\"", "größer\n模型 😀");
        assertThat(ask(second, "hist_access_type", "tail", "n", 2, "output", true))
                .isEqualTo("[[1,2,[\"a\",\"1\"]],[2,1,[\"\\\"größer\\n模型 😀\\\"\",\"größer\\n模型 😀\"]]]");
        assertThat(ask(kernel(), "hist_access_type", "tail", "n", 9, "raw", false))
                .isEqualTo("[[1,1,\"int a = 1;\"],[1,2,\"a\"],[2,1,\"\\\"größer\\n模型 😀\\\"\"]]");
    }

    @Test
    void sessionsAreCountedBackFromTheOwn() {
        for (int i = 1; i <= 3; i++) {
            kernel().add(1, "session " + i, null);
        }
        History now = kernel();
        assertThat(ask(now, "hist_access_type", "range", "session", -1)).isEqualTo("[[3,1,\"session 3\"]]");
        now.add(1, "own", null);
        now.add(2, "later", null);
        assertThat(ask(now, "hist_access_type", "range", "session", -1)).isEqualTo("[[3,1,\"session 3\"]]");
        assertThat(ask(now, "hist_access_type", "range", "session", 2)).isEqualTo("[[2,1,\"session 2\"]]");
        assertThat(ask(now, "hist_access_type", "range", "session", 0, "start", 2, "stop", 3))
                .isEqualTo("[[4,2,\"later\"]]");
        assertThat(ask(now, "hist_access_type", "range", "session", 99)).isEqualTo("[]");
    }

    @Test
    void aSearchLooksThroughAllSessions() {
        History first = kernel();
        first.add(1, "model.train()", null);
        first.add(2, "a[0]", null);
        History second = kernel();
        second.add(1, "model.train()", null);
        second.add(2, "model.prune()", null);
        assertThat(ask(second, "hist_access_type", "search", "pattern", "model*"))
                .isEqualTo("[[1,1,\"model.train()\"],[2,1,\"model.train()\"],[2,2,\"model.prune()\"]]");
        assertThat(ask(second, "hist_access_type", "search", "pattern", "model*", "unique", true))
                .isEqualTo("[[2,1,\"model.train()\"],[2,2,\"model.prune()\"]]");
        assertThat(ask(second, "hist_access_type", "search", "pattern", "model*", "n", 1))
                .isEqualTo("[[2,2,\"model.prune()\"]]");
        assertThat(ask(second, "hist_access_type", "search", "pattern", "a[?]")).isEqualTo("[[1,2,\"a[0]\"]]");
    }

    @Test
    void kernelsThatRunAtOnceKeepApart() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> kernels = IntStream.range(0, 8)
                .mapToObj(k -> new Thread(() -> {
                    History history = kernel();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    for (int line = 1; line <= 50; line++) {
                        history.add(line, "cell " + line + " of " + k, null);
                    }
                }))
                .toList();
        kernels.forEach(Thread::start);
        go.countDown();
        for (Thread kernel : kernels) {
            kernel.join();
        }
        HistoryFolder folder = new HistoryFolder(directory.resolve("history"), 1 << 20);
        assertThat(folder.sessions()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        for (int session : folder.sessions()) {
            List<HistoryEntry> cells = folder.read(session);
            String of = cells.get(0).input().replaceAll(".* of ", " of ");
            assertThat(cells)
                    .extracting(HistoryEntry::input)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 50)
                            .mapToObj(i -> "cell " + i + of)
                            .toList());
        }
    }

    @Test
    void itIsForTheEyesOfItsOwner() throws IOException {
        kernel().add(1, "a", null);
        Path file = directory.resolve("history/1.jsonl");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void whatIsNoEntryIsLeftOut() throws IOException {
        kernel().add(1, "whole", null);
        Path folder = directory.resolve("history");
        Files.writeString(
                folder.resolve("1.jsonl"), Files.readString(folder.resolve("1.jsonl")) + "{\"line\":2,\"in\":\"ha");
        Files.write(folder.resolve("2.jsonl"), new byte[] {0, (byte) 0xFF, '\n', '[', ']'});
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.createDirectory(folder.resolve("3.jsonl"));
        assertThat(ask(kernel(), "hist_access_type", "tail")).isEqualTo("[[1,1,\"whole\"]]");
    }

    @Test
    void theOldestGoWhenThereIsTooMuch() {
        HistoryFolder small = new HistoryFolder(directory, 2500);
        for (int i = 1; i <= 5; i++) {
            new History(Optional.of(small)).add(1, i + "x".repeat(1000), null);
        }
        assertThat(small.sessions()).containsExactly(3, 4, 5);
    }

    @Test
    void aSessionThatNeverEndsIsBounded() throws IOException {
        History history = kernel();
        String cell = "x".repeat(90_000);
        for (int i = 1; i <= 100; i++) {
            history.add(i, i + cell, "y".repeat(90_000));
        }
        history.add(101, "x".repeat(200_000), null);
        assertThat(Files.size(directory.resolve("history/1.jsonl"))).isBetween(3_900_000L, 4_100_000L);
        String tail = ask(history, "hist_access_type", "tail", "output", true);
        assertThat(tail).hasSizeBetween(3_800_000, 4_100_000).startsWith("[[1,62,[\"62x");
    }

    @Test
    void whereNothingCanBeWrittenTheKernelRemembersItsOwn() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "not a folder");
        for (Optional<HistoryFolder> place : Stream.of(
                        Optional.<HistoryFolder>empty(), Optional.of(new HistoryFolder(file, 1000)))
                .toList()) {
            History history = new History(place);
            history.add(1, "a", null);
            assertThat(ask(history, "hist_access_type", "tail")).isEqualTo("[[1,1,\"a\"]]");
            assertThat(ask(history, "hist_access_type", "range", "session", -1)).isEqualTo("[]");
        }
    }

    @Test
    void theEnvironmentSaysWhere() {
        assertThat(HistoryFolder.of(Map.of("ESPALIER_HISTORY", "off", "HOME", "/h")))
                .isEmpty();
        assertThat(HistoryFolder.of(Map.of())).isEmpty();
        assertThat(HistoryFolder.of(Map.of("ESPALIER_HISTORY", "/p", "HOME", "/h"))
                        .orElseThrow()
                        .folder())
                .isEqualTo(Path.of("/p"));
        assertThat(HistoryFolder.of(Map.of("XDG_STATE_HOME", "/s", "HOME", "/h"))
                        .orElseThrow()
                        .folder())
                .isEqualTo(Path.of("/s/espalier/history"));
        assertThat(HistoryFolder.of(Map.of("HOME", "/h")).orElseThrow().folder())
                .isEqualTo(Path.of("/h/.local/state/espalier/history"));
    }
}
