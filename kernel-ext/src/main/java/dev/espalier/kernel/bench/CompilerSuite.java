package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.AtomicFile;
import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiled networks, dense and with fewer weights, against ONNX Runtime and TensorFlow Lite with XNNPACK on the dense ones,
 * one item at a time.
 *
 * @param only names of networks; empty for all
 * @param threads numbers of threads
 * @param rates how many times fewer weights, 1 for the dense network; empty to measure the peers alone
 * @param search candidates that our compiler measures for each layer; 1 for its best guess
 * @param effort how long to measure
 * @param json where to keep the results, brought up to date after every contest
 */
public record CompilerSuite(
        List<String> only, List<Integer> threads, List<Double> rates, int search, Effort effort, Optional<Path> json) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double BURST_SECONDS = 0.1;
    private static final double WARM_UP_SECONDS = 0.5;

    public CompilerSuite {
        only = List.copyOf(only);
        threads = List.copyOf(threads);
        rates = List.copyOf(rates);
        only.forEach(InferenceNet::named);
    }

    /** So many rounds of short bursts. */
    public static Effort effort(int rounds) {
        return new Effort(rounds, BURST_SECONDS, WARM_UP_SECONDS);
    }

    /** The names {@code only} takes. */
    public static List<String> names() {
        return InferenceNet.names();
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
        out.println(host);
        out.flush();
        List<InferenceContest> contests = new ArrayList<>();
        for (InferenceNet net : InferenceNet.ALL) {
            if (only.isEmpty() || only.contains(net.name())) {
                contests(net, cancellation, contest -> {
                    contests.add(contest);
                    describe(contest, err);
                    save(host, contests);
                });
            }
        }
        print(contests, out);
    }

    /** Takes what one contest gave. */
    private interface Finished {
        void accept(InferenceContest contest) throws IOException;
    }

    private void contests(InferenceNet net, Cancellation cancellation, Finished finished) throws IOException {
        Path folder = Files.createTempDirectory("espalier-bench");
        try {
            InferenceFiles files = InferenceEntrant.prepare(net, new InferenceFiles(folder));
            for (int count : threads) {
                finished.accept(InferenceContest.hold(net, files, count, effort, search, entrants(), cancellation));
            }
        } catch (PeerException impossible) {
            throw new IOException(net.name() + ": " + impossible.getMessage(), impossible);
        } finally {
            EngineSuite.delete(folder);
        }
    }

    private List<InferenceEntrant> entrants() {
        List<InferenceEntrant> entrants = new ArrayList<>();
        rates.forEach(times -> entrants.add(new InferenceEntrant(InferenceEntrant.House.ESPALIER, times)));
        entrants.add(new InferenceEntrant(InferenceEntrant.House.ONNX_RUNTIME, 1));
        entrants.add(new InferenceEntrant(InferenceEntrant.House.TFLITE, 1));
        return entrants;
    }

    private static void describe(InferenceContest contest, PrintWriter err) {
        CompilerTable.rows(contest).forEach(row -> err.println(String.join("  ", row)));
        contest.absent()
                .forEach((entrant, reason) -> err.println(contest.net().name() + ": "
                        + entrant.house().title()
                        + (entrant.times() == 1 ? "" : CompilerTable.number(" at %.2fx", entrant.times()))
                        + " took no part: " + reason));
        err.flush();
    }

    private static void print(List<InferenceContest> contests, PrintWriter out) {
        out.println(CompilerTable.of(contests));
        CompilerTable.means(contests)
                .forEach((what, mean) -> out.println(CompilerTable.number("geometric mean %.2f, ", mean) + what));
        Set<String> versions = new LinkedHashSet<>();
        contests.forEach(contest -> contest.results().stream()
                .filter(result -> !result.entrant().isOurs())
                .forEach(result -> versions.add(result.description())));
        versions.forEach(out::println);
        out.println(
                "ratio: the faster peer's time on the dense network by ours, median of paired bursts; processor time"
                        + " on one thread, else the clock on the wall. A time with ~ varied by more than 15 %.");
        out.println("difference: of our outputs from the reference executor's, by the largest of them.");
    }

    private void save(Host host, List<InferenceContest> contests) throws IOException {
        if (json.isPresent()) {
            byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(report(host, contests));
            AtomicFile.write(json.get(), stream -> stream.write(text));
        }
    }

    private static ObjectNode report(Host host, List<InferenceContest> contests) {
        ObjectNode report = JSON.createObjectNode().put("suite", "compiler");
        report.set("host", JSON.valueToTree(host));
        ArrayNode rows = report.putArray("rows");
        ArrayNode entrants = report.putArray("entrants");
        ArrayNode absent = report.putArray("absent");
        for (InferenceContest contest : contests) {
            contest.fasterPeer()
                    .ifPresent(peer -> contest.ours().forEach(ours -> name(rows.addObject(), contest, ours.entrant())
                            .put("ours_ms", ours.milliseconds(contest.clock()))
                            .put("peer", peer.entrant().house().title())
                            .put("peer_ms", peer.milliseconds(contest.clock()))
                            .put("ratio", ours.timesFasterThan(peer, contest.clock()))
                            .put("runs", ours.bursts().size())));
            contest.results().forEach(result -> name(entrants.addObject(), contest, result.entrant())
                    .put("entrant", result.entrant().house().title())
                    .put("version", result.description())
                    .put("wall_ms", result.milliseconds(Clock.WALL))
                    .put("cpu_ms", result.milliseconds(Clock.CPU))
                    .put("spread", result.spread(contest.clock()))
                    .put("difference", result.difference()));
            contest.absent().forEach((entrant, reason) -> name(absent.addObject(), contest, entrant)
                    .put("entrant", entrant.house().title())
                    .put("reason", reason));
        }
        return report;
    }

    private static ObjectNode name(ObjectNode node, InferenceContest contest, InferenceEntrant entrant) {
        return node.put("name", contest.net().name())
                .put("threads", contest.threads())
                .put("fewer_weights", entrant.times());
    }
}
