package dev.espalier.kernel.bench;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
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
 * @param only names of networks; empty for all
 * @param threads numbers of native threads
 * @param batches numbers of images per step
 * @param effort how long to measure
 * @param json where to keep the results, brought up to date after every contest
 */
public record EngineSuite(
        List<String> only, List<Integer> threads, List<Integer> batches, Effort effort, Optional<Path> json) {

    private static final int DIFFERENT_BATCHES = 16;

    public EngineSuite {
        only = List.copyOf(only);
        threads = List.copyOf(threads);
        batches = List.copyOf(batches);
        only.forEach(Workloads::named);
    }

    /** The names {@code only} takes. */
    public static List<String> names() {
        return Workloads.names();
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
        List<Roofline> rooflines = threads.stream().map(Roofline::measure).toList();
        rooflines.forEach(out::println);
        out.flush();
        Path folder = Files.createTempDirectory("espalier-bench");
        try {
            List<Contest> contests = new ArrayList<>();
            for (Workload workload : workloads()) {
                for (int batch : batches) {
                    Path place = folder.resolve(workload.name() + "-" + batch);
                    Assignment task = Assignment.write(place, workload, batch, DIFFERENT_BATCHES, data);
                    for (int count : threads) {
                        Contest contest = Contest.hold(task, count, effort, engines(workload), cancellation);
                        contests.add(contest);
                        err.println(EngineTable.line(contest));
                        if (json.isPresent()) {
                            BenchReport.write(json.get(), host, contests, rooflines);
                        }
                    }
                }
            }
            report(out, contests, rooflines);
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
        engines.add(new PyTorch(PyTorch.Layout.NCHW));
        if (workload.channelsLast()) {
            engines.add(new PyTorch(PyTorch.Layout.CHANNELS_LAST));
        }
        engines.add(JavaEngine.SAMEDIFF);
        return engines;
    }

    private void report(PrintWriter out, List<Contest> contests, List<Roofline> rooflines) {
        out.println();
        out.println(EngineTable.of(contests, rooflines));
        out.println();
        Set<String> versions = new LinkedHashSet<>();
        contests.forEach(contest -> contest.results().forEach(result -> versions.add(result.description())));
        versions.forEach(out::println);
        out.println("ratio: the engine's time by Espalier's, median of " + effort.rounds()
                + " paired bursts; processor time on one thread, else the clock on the wall.");
    }

    private static void delete(Path folder) throws IOException {
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
