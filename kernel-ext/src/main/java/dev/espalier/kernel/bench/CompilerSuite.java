package dev.espalier.kernel.bench;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compiled networks, dense and with fewer weights, against ONNX Runtime and TensorFlow Lite with XNNPACK on the dense ones,
 * one item at a time.
 *
 * @param only names of networks; empty for all
 * @param threads numbers of threads
 * @param rates how many times fewer weights, 1 for the dense network; none for each network's usual ones, and an empty list to
 *     measure the peers alone
 * @param java the same of what runs in Java, on one thread, of the networks that there are targets for
 * @param search candidates that our compiler measures for each layer; 1 for its best guess
 * @param effort how long to measure
 * @param json where to keep the results, brought up to date after every contest
 * @param resume whether to take what is there for measured
 */
public record CompilerSuite(
        List<String> only,
        List<Integer> threads,
        Optional<List<Double>> rates,
        List<Double> java,
        int search,
        Effort effort,
        Optional<Path> json,
        boolean resume) {

    private static final double BURST_SECONDS = 0.1;
    private static final double WARM_UP_SECONDS = 0.5;

    public CompilerSuite {
        only = List.copyOf(only);
        threads = List.copyOf(threads);
        rates = rates.map(List::copyOf);
        java = List.copyOf(java);
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
     * @param out gets the tables
     * @param err gets a line when something begins, and rows when it is over
     * @throws java.util.concurrent.CancellationException if asked to stop; the contests that are over are kept
     * @throws IllegalArgumentException if what is to be gone on with was measured otherwise
     */
    public void run(PrintWriter out, PrintWriter err, Cancellation cancellation) throws IOException {
        Host host = Host.here();
        out.println(host);
        out.flush();
        CompilerResults kept = json.isPresent() && resume && Files.exists(json.get())
                ? CompilerResults.read(json.get(), host, search, effort.rounds())
                : new CompilerResults(host, search, effort.rounds(), List.of(), List.of());
        List<InferenceNet> nets = InferenceNet.ALL.stream()
                .filter(net -> only.isEmpty() || only.contains(net.name()))
                .toList();
        Run run = new Run(kept, nets, err, System.nanoTime(), new ArrayList<>(), new ArrayList<>());
        for (InferenceNet net : nets) {
            measure(run, net, cancellation);
        }
        print(run.results(), out);
    }

    /** What is measured while it lasts. */
    private record Run(
            CompilerResults kept,
            List<InferenceNet> nets,
            PrintWriter err,
            long begun,
            List<InferenceContest> contests,
            List<CompileTime> compiles) {

        CompilerResults results() {
            return new CompilerResults(kept.host(), kept.search(), kept.rounds(), contests, compiles);
        }

        Optional<InferenceContest> kept(InferenceNet net, int threads, List<InferenceEntrant> entrants) {
            return kept.contests().stream()
                    .filter(contest -> contest.net().equals(net) && contest.threads() == threads)
                    .filter(contest -> contest.entrants().equals(new HashSet<>(entrants)))
                    .findFirst();
        }

        Optional<CompileTime> kept(InferenceNet net, int search) {
            return kept.compiles().stream()
                    .filter(time -> time.net().equals(net) && time.search() == search)
                    .findFirst();
        }

        void say(InferenceNet net, String what) {
            err.println(CompilerTable.number("%5.1f min, ", (System.nanoTime() - begun) * 1e-9 / 60)
                    + (nets.indexOf(net) + 1) + " of " + nets.size() + ", " + net.name() + ": " + what);
            err.flush();
        }
    }

    private void measure(Run run, InferenceNet net, Cancellation cancellation) throws IOException {
        Path folder = Files.createTempDirectory("espalier-bench");
        try {
            Optional<InferenceFiles> files = Optional.empty();
            for (int count : threads) {
                List<InferenceEntrant> entrants = entrants(net, count);
                Optional<InferenceContest> kept = run.kept(net, count, entrants);
                if (kept.isEmpty() && files.isEmpty()) {
                    run.say(net, "preparing");
                    files = Optional.of(InferenceEntrant.prepare(net, new InferenceFiles(folder), forms(net)));
                }
                run.say(net, count + (count == 1 ? " thread" : " threads") + (kept.isPresent() ? ", as kept" : ""));
                InferenceContest contest = kept.isPresent()
                        ? kept.get()
                        : InferenceContest.hold(
                                net,
                                files.orElseThrow(),
                                count,
                                effort,
                                search,
                                entrants,
                                done -> run.say(net, done),
                                cancellation);
                run.contests().add(contest);
                describe(contest, run.err());
                save(run.results());
            }
            if (CompilerTargets.concernsCompiling(net) && !rates.equals(Optional.of(List.of()))) {
                for (int candidates : new TreeSet<>(Set.of(1, search))) {
                    Optional<CompileTime> kept = run.kept(net, candidates);
                    run.say(net, "compiling" + (candidates == 1 ? "" : " with search"));
                    run.compiles()
                            .add(
                                    kept.isPresent()
                                            ? kept.get()
                                            : InferenceEntrant.compile(net, new InferenceFiles(folder), candidates));
                    save(run.results());
                }
            }
        } catch (PeerException impossible) {
            throw new IOException(net.name() + ": " + impossible.getMessage(), impossible);
        } finally {
            EngineSuite.delete(folder);
        }
    }

    private Set<Double> forms(InferenceNet net) {
        Set<Double> forms = new TreeSet<>(rates.orElse(net.rates()));
        if (CompilerTargets.concernsJava(net)) {
            forms.addAll(java);
        }
        return forms;
    }

    private List<InferenceEntrant> entrants(InferenceNet net, int threads) {
        List<InferenceEntrant> entrants = new ArrayList<>();
        rates.orElse(net.rates())
                .forEach(times -> entrants.add(new InferenceEntrant(InferenceEntrant.House.ESPALIER, times)));
        if (threads == 1 && CompilerTargets.concernsJava(net)) {
            java.forEach(times -> entrants.add(new InferenceEntrant(InferenceEntrant.House.ESPALIER_IN_JAVA, times)));
        }
        entrants.add(new InferenceEntrant(InferenceEntrant.House.ONNX_RUNTIME, 1));
        entrants.add(new InferenceEntrant(InferenceEntrant.House.TFLITE, 1));
        return entrants;
    }

    private static void describe(InferenceContest contest, PrintWriter err) {
        CompilerTable.rows(contest).forEach(row -> err.println(String.join("  ", row)));
        contest.results().stream()
                .filter(result -> result.entrant().isInJava())
                .forEach(result -> err.println(result.description()));
        contest.absent()
                .forEach((entrant, reason) -> err.println(contest.net().name() + ": "
                        + entrant.house().title()
                        + (entrant.times() == 1 ? "" : CompilerTable.number(" at %.2fx", entrant.times()))
                        + " took no part: " + reason));
        err.flush();
    }

    private static void print(CompilerResults results, PrintWriter out) {
        List<InferenceContest> contests = results.contests();
        out.println(CompilerTable.of(contests));
        CompilerTable.means(contests)
                .forEach((what, mean) -> out.println(CompilerTable.number("geometric mean %.2f, ", mean) + what));
        List<CompilerTargets.Verdict> verdicts = CompilerTargets.verdicts(results);
        if (!verdicts.isEmpty()) {
            out.println();
            out.println(CompilerTargets.table(verdicts));
            out.println();
        }
        Set<String> versions = new LinkedHashSet<>();
        contests.stream()
                .flatMap(contest -> contest.results().stream())
                .filter(result -> !result.entrant().isOurs() || result.entrant().isInJava())
                .forEach(result -> versions.add(result.description()));
        versions.forEach(out::println);
        out.println("ours ms, and ratio, which is the faster peer's time on the dense network by ours, median of paired"
                + " bursts: processor time on one thread, else the clock on the wall. A time with ~ varied by more than"
                + " 15 %.");
        out.println("difference: of our outputs from the reference executor's, by the largest of them.");
        out.println(
                "The same of the peers' outputs. In integers, TensorFlow Lite rounds what is added and what goes out to"
                        + " 8 bits, too, and ONNX Runtime has a form of the network without signs, which it computes wholly in"
                        + " integers and which gives other numbers:");
        CompilerTable.peerDifferences(contests).forEach(out::println);
    }

    private void save(CompilerResults results) throws IOException {
        if (json.isPresent()) {
            results.write(json.get());
        }
    }
}
