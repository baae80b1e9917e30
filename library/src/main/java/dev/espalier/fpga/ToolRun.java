package dev.espalier.fpga;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/** Starts a program, waits for it, and gives what it wrote. */
record ToolRun(Tool tool, Path folder, Cancellation cancellation) {

    private static final long POLL_MILLIS = 100;
    private static final int TOLD_LINES = 5;

    /**
     * Runs a command to its end.
     *
     * @return everything it wrote, to either stream
     * @throws FpgaException if the tool is missing or the command fails, with what it said
     * @throws CancellationException if that was asked for; the program is stopped
     */
    String run(List<String> command) throws IOException {
        tool.missing().ifPresent(why -> {
            throw new FpgaException(why);
        });
        Path log = Files.createTempFile(folder, tool.name().toLowerCase(Locale.ROOT), ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        await(process);
        String said = Files.readString(log, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new FpgaException(tool.title() + " failed with code " + process.exitValue() + ": " + tail(said));
        }
        return said;
    }

    private void await(Process process) {
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (cancellation.requested()) {
                    throw new CancellationException("stopped while " + tool.title() + " was at work");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while " + tool.title() + " was at work");
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static String tail(String said) {
        List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty()
                ? "it said nothing"
                : String.join(" | ", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
    }
}
