package dev.espalier.compile.target;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param code with which it ended
 * @param said what it wrote, to either stream
 */
record Command(int code, String said) {

    private static final long POLL_MILLIS = 20;

    /**
     * Runs a program and waits.
     *
     * @param folder where it runs, and may leave its output for a moment
     * @throws CancellationException if that was asked for, or the thread interrupted; the program is stopped
     * @throws IOException if it cannot be started
     */
    static Command run(List<String> words, Path folder, Cancellation cancellation) throws IOException {
        Path log = Files.createTempFile(folder, "command", ".log");
        try {
            Process process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            await(process, words.get(0), cancellation);
            return new Command(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static void await(Process process, String name, Cancellation cancellation) {
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (cancellation.requested()) {
                    throw new CancellationException("stopped while " + name + " was at work");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while " + name + " was at work");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
