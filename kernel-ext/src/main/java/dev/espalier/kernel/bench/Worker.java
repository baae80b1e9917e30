package dev.espalier.kernel.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The bench's side of the conversation with a process that trains. It computes only between question and answer. */
final class Worker implements AutoCloseable {

    private static final int SECONDS_TO_LEAVE = 5;
    private static final String UNCAUGHT = "Exception in thread \"main\" ";

    private final Process process;
    private final Path errors;
    private final BufferedReader answers;
    private final BufferedWriter questions;
    private final String description;

    private Worker(Process process, Path errors) throws PeerException {
        this.process = process;
        this.errors = errors;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.description = answer("ready");
    }

    /**
     * Starts a process and waits until it is ready.
     *
     * @param folder for what it writes to its error stream
     * @throws PeerException if it does not become ready; says why
     */
    static Worker start(ProcessBuilder command, Path folder) throws PeerException {
        try {
            Path errors = Files.createTempFile(folder, "worker", ".err");
            return new Worker(command.redirectError(errors.toFile()).start(), errors);
        } catch (IOException unstartable) {
            throw new PeerException(unstartable.getMessage(), unstartable);
        }
    }

    /** What computes there, with its version. */
    String description() {
        return description;
    }

    /** Lets it make some steps, and waits. */
    Measurement run(int steps) throws PeerException {
        try {
            questions.write("run " + steps + "\n");
            questions.flush();
        } catch (IOException gone) {
            throw died();
        }
        return Measurement.parse(answer("done"));
    }

    private String answer(String expected) throws PeerException {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(expected + " ")) {
                    return line.substring(expected.length() + 1);
                } else if (line.startsWith("failed ")) {
                    throw new PeerException(line.substring("failed ".length()), null);
                }
            }
            throw died();
        } catch (IOException broken) {
            throw died();
        }
    }

    /** What Java says first of what ended it, or the last line of its error stream. */
    private PeerException died() {
        close();
        try {
            List<String> lines = Files.readAllLines(errors).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            String last =
                    lines.isEmpty() ? "no message" : lines.get(lines.size() - 1).strip();
            String reason = lines.stream()
                    .filter(line -> line.startsWith(UNCAUGHT))
                    .map(line -> line.substring(UNCAUGHT.length()))
                    .findFirst()
                    .orElse(last);
            return new PeerException("its process ended (exit code " + process.exitValue() + "): " + reason, null);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        try {
            questions.close();
            if (!process.waitFor(SECONDS_TO_LEAVE, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
