package dev.espalier.kernel.bench;

import dev.espalier.compile.network.TimingLock;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

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
     * @param progress gets what has been done
     * @throws CancellationException if asked to stop
     */
    static InferenceContest hold(
            InferenceNet net,
            InferenceFiles files,
            int threads,
            Effort effort,
            int search,
            List<InferenceEntrant> entrants,
            Consumer<String> progress,
            Cancellation cancellation) {
        Map<InferenceEntrant, String> absent = new LinkedHashMap<>();
        Map<InferenceEntrant, Runner> runners = new LinkedHashMap<>();
        try {
            for (InferenceEntrant entrant : entrants) {
                Turns.stopIfAsked(cancellation);
                try {
                    runners.put(entrant, new Runner(entrant.start(net, files, threads, search), effort));
                    progress.accept((entrant.isOurs()
                                    ? "ours, " + entrant.form() + ","
                                    : entrant.house().title()) + " is ready");
                } catch (PeerException impossible) {
                    absent.put(entrant, impossible.getMessage());
                }
            }
            try (TimingLock alone = TimingLock.take()) {
                Turns.take(runners, absent, Clock.forThreads(threads), effort, Progress.NONE, cancellation);
            }
            List<InferenceResult> results = new ArrayList<>();
            runners.forEach((entrant, runner) -> results.add(
                    new InferenceResult(entrant, runner.description(), runner.difference(), runner.bursts())));
            return new InferenceContest(net, threads, results, absent);
        } finally {
            runners.values().forEach(Runner::close);
        }
    }

    /** All that were asked. */
    Set<InferenceEntrant> entrants() {
        Set<InferenceEntrant> asked = new HashSet<>(absent.keySet());
        results.forEach(result -> asked.add(result.entrant()));
        return asked;
    }

    Clock clock() {
        return Clock.forThreads(threads);
    }

    /** Ours, the densest first. */
    List<InferenceResult> ours() {
        return results.stream().filter(result -> result.entrant().isOurs()).toList();
    }

    /** The form of ours, if it took part. */
    Optional<InferenceResult> of(InferenceEntrant entrant) {
        return results.stream()
                .filter(result -> result.entrant().equals(entrant))
                .findFirst();
    }

    /** How many times faster than the faster peer a form of ours is, if both took part. */
    OptionalDouble ratio(InferenceEntrant ours) {
        return ratio(ours, fasterPeer());
    }

    /** The same with another peer. */
    OptionalDouble ratio(InferenceEntrant ours, Optional<InferenceResult> peer) {
        Optional<InferenceResult> result = of(ours);
        return result.isPresent() && peer.isPresent()
                ? OptionalDouble.of(result.get().timesFasterThan(peer.get(), clock()))
                : OptionalDouble.empty();
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
