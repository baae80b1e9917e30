package dev.espalier.kernel.bench;

import dev.espalier.compile.directory.TestVector;
import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.TimingLock;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.quantize.IntegerModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A user's networks against each other, and the first of them against programs of others.
 *
 * @param entries at least one
 * @param peers who run the first network
 * @param threads of each
 * @param effort how long to measure
 */
public record ModelBench(List<Entry> entries, List<Peer> peers, int threads, Effort effort) {

    private static final Seed ITEM = new Seed(1);
    private static final int MEGABYTES = 6144;
    private static final String ESPALIER = "Espalier";

    /**
     * A network.
     *
     * @param name as the user calls it
     * @param settings how to compile it; the number of threads is the bench's
     */
    public record Entry(String name, Model model, Compile settings) {}

    public ModelBench {
        entries = List.copyOf(entries);
        peers = List.copyOf(peers);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a bench of no network; give at least one");
        }
    }

    /** Who runs which of the networks. */
    private record Entrant(int number, String network, Compile settings, Optional<Peer> peer) {

        static Entrant of(int number, Entry entry, Optional<Peer> peer) {
            return new Entrant(number, entry.name(), entry.settings(), peer);
        }

        String title() {
            return peer.map(Peer::title).orElse(network);
        }
    }

    /**
     * Measures.
     *
     * @throws IOException if files cannot be written, or a process of ours ends; says which network's
     * @throws UnsupportedOperationException if a network has an operator without code
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public Benchmark run(Progress progress, Cancellation cancellation) throws IOException {
        Path folder = Files.createTempDirectory("espalier-bench");
        Map<Entrant, Runner> runners = new LinkedHashMap<>();
        Map<Entrant, String> absent = new LinkedHashMap<>();
        try {
            start(folder, runners, absent, progress, cancellation);
            try (TimingLock alone = TimingLock.take()) {
                Turns.take(runners, absent, Clock.forThreads(threads), effort, progress, cancellation);
            }
            for (Map.Entry<Entrant, String> missing : absent.entrySet()) {
                if (missing.getKey().peer().isEmpty()) {
                    throw new IOException(missing.getKey().network() + ": " + missing.getValue());
                }
            }
            Map<String, String> reasons = new LinkedHashMap<>();
            absent.forEach((entrant, reason) -> reasons.put(entrant.title(), reason));
            return new Benchmark(
                    threads,
                    runners.entrySet().stream()
                            .map(each -> row(each.getKey(), each.getValue()))
                            .toList(),
                    reasons);
        } finally {
            runners.values().forEach(Runner::close);
            EngineSuite.delete(folder);
        }
    }

    private void start(
            Path folder,
            Map<Entrant, Runner> runners,
            Map<Entrant, String> absent,
            Progress progress,
            Cancellation cancellation)
            throws IOException {
        List<Peer> present = peers.stream().filter(Peer::isPresent).toList();
        List<String> formats = present.stream().map(Peer::format).toList();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            InferenceFiles files = new InferenceFiles(folder.resolve(Integer.toString(i)));
            Compile settings = entry.settings().onThreads(threads);
            // Schedules are measured and mistakes are found here, where bars are shown and a user can stop it.
            settings.apply(entry.model(), progress, cancellation).close();
            Model exact = IntegerModel.isQuantized(entry.model()) ? IntegerModel.rounded(entry.model()) : entry.model();
            files.write(entry.model(), TestVector.random(exact, ITEM), i == 0 ? formats : List.of());
            start(Entrant.of(i, entry, Optional.empty()), files, runners, absent, cancellation);
        }
        InferenceFiles first = new InferenceFiles(folder.resolve("0"));
        for (Peer peer : peers) {
            Entrant entrant = Entrant.of(0, entries.get(0), Optional.of(peer));
            Optional<String> reason = peer.isPresent() ? first.absent(peer.format()) : Optional.of(peer.absence());
            if (reason.isPresent()) {
                absent.put(entrant, reason.get());
            } else {
                start(entrant, first, runners, absent, cancellation);
            }
        }
    }

    private void start(
            Entrant entrant,
            InferenceFiles files,
            Map<Entrant, Runner> runners,
            Map<Entrant, String> absent,
            Cancellation cancellation) {
        Turns.stopIfAsked(cancellation);
        List<String> arguments = new ArrayList<>();
        arguments.add(entrant.peer().map(Peer::argument).orElse("model"));
        arguments.add(files.folder().toString());
        arguments.add(Integer.toString(threads));
        if (entrant.peer().isEmpty()) {
            arguments.addAll(List.of(
                    entrant.settings().target(),
                    Integer.toString(entrant.settings().search())));
        }
        try {
            Worker worker = Worker.start(
                    JavaProcess.of(
                            InferenceWorker.class, MEGABYTES, MEGABYTES, threads, arguments.toArray(String[]::new)),
                    files.folder());
            runners.put(entrant, new Runner(worker, effort));
        } catch (PeerException impossible) {
            absent.put(entrant, impossible.getMessage());
        }
    }

    private Benchmark.Row row(Entrant entrant, Runner runner) {
        return new Benchmark.Row(
                entrant.network(),
                entrant.peer().map(Peer::title).orElse(ESPALIER),
                entrant.peer().isEmpty(),
                runner.description(),
                runner.milliseconds(Clock.forThreads(threads)).boxed().toList(),
                runner.difference());
    }
}
