package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Output.Channel;
import dev.espalier.kernel.magic.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A program of the system that a magic runs; what it prints is handed on as it comes. */
final class Program {

    /** How long a program may take to end after it was asked to. */
    private static final long GRACE_MILLIS = 500;

    private final Process process;
    private final Thread out;
    private final Thread err;

    private Program(Process process, BiConsumer<Channel, String> printed) {
        this.process = process;
        this.out = pump(process.getInputStream(), Channel.STDOUT, printed);
        this.err = pump(process.getErrorStream(), Channel.STDERR, printed);
    }

    /**
     * Starts a program in the directory and the environment of the session.
     *
     * @param input what it reads; may be empty
     * @throws IOException if there is no such program, in one sentence
     */
    static Program start(
            List<String> command, String input, Surroundings surroundings, BiConsumer<Channel, String> printed)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(surroundings.directory().toAbsolutePath().toFile());
        builder.environment().clear();
        builder.environment().putAll(surroundings.environment());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException("the program '" + command.get(0) + "' cannot be started; is it installed?", e);
        }
        Program program = new Program(process, printed);
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended, or closed its input, without reading all: its own business.
        }
        return program;
    }

    /**
     * Waits for its end.
     *
     * @return its exit code
     * @throws InterruptedException if the user stopped the cell; the program and what it has started are ended then
     */
    int await() throws InterruptedException {
        try {
            int code = process.waitFor();
            out.join();
            err.join();
            return code;
        } catch (InterruptedException e) {
            kill();
            throw e;
        }
    }

    Process process() {
        return process;
    }

    private void kill() throws InterruptedException {
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroy);
        process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    private static Thread pump(InputStream from, Channel channel, BiConsumer<Channel, String> printed) {
        Thread thread = new Thread(
                () -> {
                    try (Reader reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
                        char[] buffer = new char[8192];
                        for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                            printed.accept(channel, new String(buffer, 0, n));
                        }
                    } catch (IOException e) {
                        // The stream was closed because the program was ended.
                    }
                },
                "program-" + channel.name().toLowerCase(Locale.ROOT));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
