package dev.espalier.kernel.bench;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Lets processes compute one at a time, while the others wait: pools of threads that spin ruin each other. */
final class Turns {

    private static final int ATTEMPTS = 3;

    private Turns() {}

    /**
     * Gives each a burst in every round; all again where one's times are too far apart.
     *
     * @param runners by whom they run for; those that die are taken out and closed
     * @param absent gets the reason why one died
     * @throws CancellationException if asked to stop
     */
    static <E> void take(
            Map<E, Runner> runners,
            Map<E, String> absent,
            Clock clock,
            Effort effort,
            Progress progress,
            Cancellation cancellation) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            runners.values().forEach(Runner::forget);
            try (Progress.Task bar = progress.start("time in turns", "rounds", effort.rounds())) {
                for (int round = 0; round < effort.rounds(); round++) {
                    round(runners, absent, round, cancellation);
                    bar.at(round + 1, attempt == 1 ? "" : "again: times varied");
                }
            }
            if (runners.values().stream().allMatch(runner -> Spread.isSteady(runner.milliseconds(clock)))) {
                return;
            }
        }
    }

    private static <E> void round(
            Map<E, Runner> runners, Map<E, String> absent, int number, Cancellation cancellation) {
        // There and back: neither is always the one that comes after another.
        List<E> order = new ArrayList<>(runners.keySet());
        if (number % 2 == 1) {
            Collections.reverse(order);
        }
        for (E entrant : order) {
            stopIfAsked(cancellation);
            try {
                runners.get(entrant).burst();
            } catch (PeerException died) {
                absent.put(entrant, died.getMessage());
                runners.remove(entrant).close();
            }
        }
    }

    static void stopIfAsked(Cancellation cancellation) {
        if (cancellation.requested()) {
            throw new CancellationException("stopped between two bursts");
        }
    }
}
