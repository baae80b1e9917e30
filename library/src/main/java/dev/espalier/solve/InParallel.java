package dev.espalier.solve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Work on things that have nothing to do with each other, shared among all processors. */
final class InParallel {

    private InParallel() {}

    private record Outcome<R>(R result, RuntimeException failure) {}

    /**
     * What a function gives for each, in their order.
     *
     * @throws RuntimeException that of the first one that fails, whichever fails earliest
     */
    static <T, R> List<R> map(List<T> things, Function<T, R> function) {
        List<Outcome<R>> outcomes =
                things.parallelStream().map(thing -> outcome(thing, function)).toList();
        List<R> results = new ArrayList<>();
        for (Outcome<R> outcome : outcomes) {
            if (outcome.failure != null) {
                throw outcome.failure;
            }
            results.add(outcome.result);
        }
        return results;
    }

    private static <T, R> Outcome<R> outcome(T thing, Function<T, R> function) {
        try {
            return new Outcome<>(function.apply(thing), null);
        } catch (RuntimeException failure) {
            return new Outcome<>(null, failure);
        }
    }
}
