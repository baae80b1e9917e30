package dev.espalier.kernel.bench;

import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.Collections;
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

    private static final int ATTEMPTS = 3;

    /** One of them while it lasts. */
    private static final class Runner implements AutoCloseable {

        private final InferenceEntrant entrant;
        private final Worker worker;
        private final int steps;
        private double difference;
        private final List<Measurement> bursts = new ArrayList<>();

        Runner(InferenceEntrant entrant, Worker worker, Effort effort) throws PeerException {
            this.entrant = entrant;
            this.worker = worker;
            Measurement last = worker.run(1);
            for (double spent = last.wallSeconds(); spent < effort.warmUpSeconds(); spent += last.wallSeconds()) {
                double each = last.wallSeconds() / last.steps();
                last = worker.run((int) Math.max(1, effort.warmUpSeconds() / 4 / each));
            }
            steps = effort.steps(last.wallSeconds() / last.steps());
        }

        /** As many runs before it are not counted: threads of others may still spin, and the caches hold theirs. */
        void burst() throws PeerException {
            worker.run(steps);
            Measurement burst = worker.run(steps);
            difference = burst.loss();
            bursts.add(burst);
        }

        InferenceResult result() {
            return new InferenceResult(entrant, worker.description(), difference, bursts);
        }

        @Override
        public void close() {
            worker.close();
        }
    }

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
        List<Runner> runners = new ArrayList<>();
        Clock clock = Clock.forThreads(threads);
        try {
            for (InferenceEntrant entrant : entrants) {
                stopIfAsked(cancellation);
                try {
                    runners.add(new Runner(entrant, entrant.start(net, files, threads, search), effort));
                } catch (PeerException impossible) {
                    absent.put(entrant, impossible.getMessage());
                }
            }
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                runners.forEach(runner -> runner.bursts.clear());
                rounds(runners, effort, absent, cancellation);
                if (runners.stream().allMatch(runner -> runner.result().isSteady(clock))) {
                    break;
                }
            }
            return new InferenceContest(
                    net, threads, runners.stream().map(Runner::result).toList(), absent);
        } finally {
            runners.forEach(Runner::close);
        }
    }

    private static void rounds(
            List<Runner> runners, Effort effort, Map<InferenceEntrant, String> absent, Cancellation cancellation) {
        for (int round = 0; round < effort.rounds(); round++) {
            // There and back: neither is always the one that comes after another.
            List<Runner> order = new ArrayList<>(runners);
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (Runner runner : order) {
                stopIfAsked(cancellation);
                try {
                    runner.burst();
                } catch (PeerException died) {
                    absent.put(runner.entrant, died.getMessage());
                    runners.remove(runner);
                    runner.close();
                }
            }
        }
    }

    private static void stopIfAsked(Cancellation cancellation) {
        if (cancellation.requested()) {
            throw new CancellationException("stopped between two bursts");
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
