package dev.espalier.kernel.bench;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Nearest;
import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The training engine against PyTorch and SameDiff: every network, batch size and number of threads.
 *
 * @param only names of networks, or {@code operators}; empty for all
 * @param threads numbers of native threads
 * @param batches numbers of images per step
 * @param effort how long to measure
 * @param json where to keep the results, brought up to date after every contest
 */
public record EngineSuite(
        List<String> only, List<Integer> threads, List<Integer> batches, Effort effort, Optional<Path> json) {

    private static final int DIFFERENT_BATCHES = 16;
    private static final String OPERATORS = "operators";

    public EngineSuite {
        only = List.copyOf(only);
        threads = List.copyOf(threads);
        batches = List.copyOf(batches);
        for (String name : only) {
            if (!names().contains(name)) {
                throw new IllegalArgumentException(
                        "there is nothing named '" + name + "'" + Nearest.hint(name, names()));
            }
        }
    }

    /** The names {@code only} takes. */
    public static List<String> names() {
        return Stream.concat(Workloads.names().stream(), Stream.of(OPERATORS)).toList();
    }

    /**
     * Measures.
     *
     * @param out gets the table
     * @param err gets a line for every contest when it is over
     * @throws java.util.concurrent.CancellationException if asked to stop; the contests that are over are kept
     */
    public void run(PrintWriter out, PrintWriter err, Cancellation cancellation) throws IOException {
        Host host = Host.here();
        Split data = FashionMnist.load();
        out.println(host);
        out.println(data.train().title());
        List<Roofline> rooflines = new ArrayList<>();
        for (int count : threads) {
            rooflines.add(Roofline.measure(count));
        }
        rooflines.forEach(out::println);
        out.flush();
        List<Contest> contests = new ArrayList<>();
        List<OperatorResult> operators = new ArrayList<>();
        BenchReport report = new BenchReport(host, contests, operators, rooflines);
        contests(data, err, cancellation, contest -> {
            contests.add(contest);
            save(report);
        });
        if (only.isEmpty() || only.contains(OPERATORS)) {
            for (int count : threads) {
                operators.addAll(OperatorSuite.measure(count, effort.rounds(), err::println, cancellation));
                save(report);
            }
        }
        print(report, out);
    }

    private void save(BenchReport report) throws IOException {
        if (json.isPresent()) {
            report.write(json.get());
        }
    }

    /** Takes what one contest gave. */
    private interface Finished {
        void accept(Contest contest) throws IOException;
    }

    private void contests(Split data, PrintWriter err, Cancellation cancellation, Finished finished)
            throws IOException {
        Path folder = Files.createTempDirectory("espalier-bench");
        try {
            for (Workload workload : workloads()) {
                for (int batch : batches) {
                    Path place = folder.resolve(workload.name() + "-" + batch);
                    Assignment task = Assignment.write(place, workload, batch, DIFFERENT_BATCHES, data);
                    for (int count : threads) {
                        Contest contest = Contest.hold(task, count, effort, engines(workload), cancellation);
                        err.println(EngineTable.line(contest));
                        finished.accept(contest);
                    }
                }
            }
        } finally {
            delete(folder);
        }
    }

    private List<Workload> workloads() {
        return Workloads.ALL.stream()
                .filter(workload -> only.isEmpty() || only.contains(workload.name()))
                .toList();
    }

    private static List<Engine> engines(Workload workload) {
        List<Engine> engines = new ArrayList<>();
        engines.add(JavaEngine.ESPALIER);
        if (workload.channelsLast()) {
            engines.add(new PyTorch(PyTorch.Layout.NCHW));
            engines.add(new PyTorch(PyTorch.Layout.CHANNELS_LAST));
        } else {
            engines.add(new PyTorch(PyTorch.Layout.PLAIN));
        }
        engines.add(JavaEngine.SAMEDIFF);
        return engines;
    }

    private void print(BenchReport report, PrintWriter out) {
        if (!report.contests().isEmpty()) {
            out.println();
            out.println(EngineTable.of(report.contests(), report.rooflines()));
            out.println();
            Set<String> versions = new LinkedHashSet<>();
            report.contests()
                    .forEach(contest -> contest.results().forEach(result -> versions.add(result.description())));
            versions.forEach(out::println);
        }
        if (!report.operators().isEmpty()) {
            out.println();
            out.println(OperatorSuite.table(report.operators(), report.rooflines()));
        }
        out.println();
        out.println("ratio: the other's time by ours, median of " + effort.rounds()
                + " paired bursts; processor time on one thread, else the clock on the wall.");
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException stuck) {
                    throw new UncheckedIOException(stuck);
                }
            });
        }
    }
}
