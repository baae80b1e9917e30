package dev.espalier.experiment;

import dev.espalier.progress.Cancellation;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Processes that run the arms of an experiment side by side. They end with this one, in the middle of an arm if need be. */
final class ArmProcesses implements AutoCloseable {

    private static final int ASK_MILLISECONDS = 100;
    private static final long MEGABYTE = 1 << 20;
    /** Java heap that an arm should have. */
    private static final long LEAST_HEAP = 1_000 * MEGABYTE;
    /** The native memory that arrays may take. */
    private static final List<String> NATIVE_LIMITS =
            List.of("org.bytedeco.javacpp.maxbytes", "org.bytedeco.javacpp.maxphysicalbytes");

    private final List<Runner> runners = new ArrayList<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

    /** What a process says of its arm; null if it ended. */
    private record Answer(Runner runner, String line) {}

    /** A process. */
    private static final class Runner {

        private final Process process;
        private final BufferedWriter arms;
        private final Path log;
        private Arm arm;

        Runner(Process process, Path log, BlockingQueue<Answer> answers) {
            this.process = process;
            this.log = log;
            this.arms = process.outputWriter(StandardCharsets.UTF_8);
            Thread listener = new Thread(() -> listen(answers), "arm-process");
            listener.setDaemon(true);
            listener.start();
        }

        private void listen(BlockingQueue<Answer> answers) {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    answers.add(new Answer(this, line));
                }
            } catch (IOException ended) {
                // As good as the end of its answers.
            }
            answers.add(new Answer(this, null));
        }

        void begin(Arm next) {
            arm = next;
            try {
                arms.write(next.id() + "\n");
                arms.flush();
            } catch (IOException ended) {
                // Its listener says so.
            }
        }
    }

    /** How many this machine has processors and this process memory for. */
    static int most() {
        long heaps = Math.max(1, Runtime.getRuntime().maxMemory() / LEAST_HEAP);
        return (int) Math.min(Runtime.getRuntime().availableProcessors(), heaps);
    }

    ArmProcesses(Experiment experiment, int count) {
        List<String> command = command(experiment, count);
        try {
            Files.createDirectories(experiment.folder());
            for (int i = 0; i < count; i++) {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectError(log(experiment, i + 1).toFile());
                // They share the cores: native threads of one would wait for those of another.
                builder.environment().put("OMP_NUM_THREADS", "1");
                runners.add(new Runner(builder.start(), log(experiment, i + 1), answers));
            }
        } catch (IOException unstartable) {
            close();
            throw new UncheckedIOException(unstartable);
        }
    }

    /** What a process prints, and what it dies of. */
    private static Path log(Experiment experiment, int number) {
        return experiment.folder().resolve("process-" + number + ".log");
    }

    /** This Java with the options that this process was given, and a share of its memory. */
    private static List<String> command(Experiment experiment, int count) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
                .forEach(command::add);
        long heap = Runtime.getRuntime().maxMemory() / count;
        command.add("-Xmx" + heap / MEGABYTE + "m");
        for (String limit : NATIVE_LIMITS) {
            Optional.ofNullable(System.getProperty(limit))
                    .filter(value -> value.matches("\\d+m"))
                    .map(value -> Long.parseLong(value.substring(0, value.length() - 1)) / count)
                    .ifPresent(share -> command.add("-D" + limit + "=" + share + "m"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ArmProcess.class.getName()));
        command.addAll(List.of(
                experiment.recipe().paper().arxiv(),
                experiment.profile().toString(),
                experiment.folder().toAbsolutePath().toString()));
        return command;
    }

    /**
     * Runs arms.
     *
     * @param report told how many are done, and which are being run
     */
    void run(List<Arm> arms, Cancellation cancellation, BiConsumer<Integer, List<String>> report) {
        Deque<Arm> waiting = new ArrayDeque<>(arms);
        runners.forEach(runner -> runner.begin(waiting.remove()));
        for (int done = 0; done < arms.size(); ) {
            report.accept(done, running());
            Answer answer = next(cancellation);
            Runner runner = answer.runner();
            if (answer.line() == null) {
                throw new ExperimentException(
                        "the process that ran '" + runner.arm.id() + "' ended; the reason may stand in " + runner.log
                                + "; run it again to go on",
                        null);
            } else if (answer.line().startsWith(ArmProcess.FAILED)) {
                throw new ExperimentException(answer.line().substring(ArmProcess.FAILED.length()), null);
            } else if (answer.line().equals(ArmProcess.DONE)) {
                done++;
                runner.arm = null;
                if (!waiting.isEmpty()) {
                    runner.begin(waiting.remove());
                }
            }
        }
        report.accept(arms.size(), List.of());
    }

    private List<String> running() {
        return runners.stream()
                .filter(runner -> runner.arm != null)
                .map(runner -> runner.arm.id())
                .toList();
    }

    private Answer next(Cancellation cancellation) {
        try {
            while (!cancellation.requested()) {
                Answer answer = answers.poll(ASK_MILLISECONDS, TimeUnit.MILLISECONDS);
                if (answer != null && (answer.line() != null || answer.runner().arm != null)) {
                    return answer;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        throw new CancellationException("stopped; run it again to go on");
    }

    @Override
    public void close() {
        runners.forEach(runner -> runner.process.destroy());
        try {
            for (Runner runner : runners) {
                runner.process.waitFor();
                // Its warnings are no concern of anybody who has the outcomes.
                if (runner.arm == null) {
                    Files.deleteIfExists(runner.log);
                }
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } catch (IOException kept) {
            // A log too many does no harm.
        }
    }
}
