package dev.espalier.kernel.bench;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Entrants that ran the same network in turns, each in a process of its own: pools of threads that spin ruin each other.
 *
 * @param net what they ran
 * @param threads how many each had
 * @param results of those that took part, in the order they were asked
 * @param absent why the others did not
 */
record InferenceContest(
        InferenceNet net, int threads, List<InferenceResult> results, Map<InferenceEntrant, String> absent) {

    /**
     * Lets each entrant compute while the others wait, round by round; all again where one's times are too far apart.
     *
     * @param search candidates that our compiler measures for each layer
     * @throws CancellationException if asked to stop
     */
    static InferenceContest hold(
            InferenceNet net,
            InferenceFiles files,
            int threads,
            Effort effort,
            int search,
            List<InferenceEntrant> entrants,
            Cancellation cancellation) {
        Map<InferenceEntrant, String> absent = new LinkedHashMap<>();
        Map<InferenceEntrant, Runner> runners = new LinkedHashMap<>();
        try {
            for (InferenceEntrant entrant : entrants) {
                Turns.stopIfAsked(cancellation);
                try {
                    runners.put(entrant, new Runner(entrant.start(net, files, threads, search), effort));
                } catch (PeerException impossible) {
                    absent.put(entrant, impossible.getMessage());
                }
            }
            Turns.take(runners, absent, Clock.forThreads(threads), effort, Progress.NONE, cancellation);
            List<InferenceResult> results = new ArrayList<>();
            runners.forEach((entrant, runner) -> results.add(
                    new InferenceResult(entrant, runner.description(), runner.difference(), runner.bursts())));
            return new InferenceContest(net, threads, results, absent);
        } finally {
            runners.values().forEach(Runner::close);
        }
    }

    Clock clock() {
        return Clock.forThreads(threads);
    }

    /** Ours, the densest first. */
    List<InferenceResult> ours() {
        return results.stream().filter(result -> result.entrant().isOurs()).toList();
    }

    /** A peer's. */
    Optional<InferenceResult> of(InferenceEntrant.House house) {
        return results.stream()
                .filter(result -> result.entrant().house() == house)
                .findFirst();
    }

    /** The peer with the least time. */
    Optional<InferenceResult> fasterPeer() {
        return results.stream()
                .filter(result -> !result.entrant().isOurs())
                .min((a, b) -> Double.compare(a.milliseconds(clock()), b.milliseconds(clock())));
    }
}
