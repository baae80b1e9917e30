package dev.espalier.kernel.bench;

import dev.espalier.progress.Cancellation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Engines on the same assignment.
 *
 * @param task what they did
 * @param threads how many each had
 * @param results of those that took part, in the order they were asked
 * @param absent why the others did not, by their names
 */
record Contest(Assignment task, int threads, List<Result> results, Map<String, String> absent) {

    /** More than this between two engines' first losses, relatively, is not a matter of rounding. */
    private static final double SAME_LOSS = 1e-3;

    /**
     * Lets each engine compute while the others wait, round by round.
     *
     * @throws CancellationException if asked to stop
     */
    static Contest hold(Assignment task, int threads, Effort effort, List<Engine> engines, Cancellation cancellation) {
        Map<String, String> absent = new LinkedHashMap<>();
        List<Contestant> contestants = new ArrayList<>();
        try {
            for (Engine engine : engines) {
                stopIfAsked(cancellation);
                attempt(engine, absent, () -> contestants.add(Contestant.start(engine, task, threads, effort)));
            }
            for (int round = 0; round < effort.rounds(); round++) {
                // There and back: neither is always the one that comes after another.
                List<Contestant> order = new ArrayList<>(contestants);
                if (round % 2 == 1) {
                    Collections.reverse(order);
                }
                for (Contestant contestant : order) {
                    stopIfAsked(cancellation);
                    if (!attempt(contestant.engine(), absent, contestant::burst)) {
                        contestants.remove(contestant);
                        contestant.close();
                    }
                }
            }
        } finally {
            contestants.forEach(Contestant::close);
        }
        return new Contest(
                task, threads, contestants.stream().map(Contestant::result).toList(), absent);
    }

    private static void stopIfAsked(Cancellation cancellation) {
        if (cancellation.requested()) {
            throw new CancellationException("stopped between two bursts");
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void make() throws PeerException;
    }

    private static boolean attempt(Engine engine, Map<String, String> absent, Attempt attempt) {
        try {
            attempt.make();
            return true;
        } catch (PeerException impossible) {
            absent.put(engine.name(), impossible.getMessage());
            return false;
        }
    }

    Clock clock() {
        return Clock.forThreads(threads);
    }

    /** Espalier's own result, unless it failed. */
    Optional<Result> ours() {
        return results.stream()
                .filter(result -> result.engine().equals(JavaEngine.ESPALIER))
                .findFirst();
    }

    /** The best engine of each other house. */
    Collection<Result> peers() {
        return results.stream()
                .filter(result -> !result.engine().equals(JavaEngine.ESPALIER))
                .collect(Collectors.toMap(
                        result -> result.engine().house(),
                        Function.identity(),
                        (a, b) -> a.milliseconds(clock()) <= b.milliseconds(clock()) ? a : b,
                        LinkedHashMap::new))
                .values();
    }

    /** Whether there are other engines of the same house. */
    boolean hasRivals(Result result) {
        String house = result.engine().house();
        return results.stream()
                        .filter(other -> other.engine().house().equals(house))
                        .count()
                > 1;
    }

    /** Whether a result started from the same loss as the others. */
    boolean sameWork(Result result) {
        double middle = Median.of(results.stream().mapToDouble(Result::firstLoss));
        return Math.abs(result.firstLoss() - middle) <= SAME_LOSS * Math.abs(middle);
    }

    /** Floating point operations of a step: two for a multiply-add. */
    double flopsPerStep() {
        return 2.0 * task.workload().macs() * task.batch();
    }
}
