package dev.espalier.engine.fast;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** The axes of a plain tensor, neighbours of one kind taken together: those that an operator works along, and the others. */
record Runs(List<Run> runs) {

    private record Run(long length, boolean chosen) {}

    /** A run of chosen axes between all that lies before and after it. */
    record Middle(long before, long length, long after) {}

    /** @param chosen which axes the operator works along; those of length 1 do not matter */
    static Runs of(long[] dims, IntPredicate chosen) {
        List<Run> runs = new ArrayList<>();
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] > 1) {
                append(runs, new Run(dims[axis], chosen.test(axis)));
            }
        }
        return new Runs(runs);
    }

    private static void append(List<Run> runs, Run run) {
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).chosen() == run.chosen()) {
            runs.set(last, new Run(runs.get(last).length() * run.length(), run.chosen()));
        } else {
            runs.add(run);
        }
    }

    boolean any() {
        return runs.stream().anyMatch(Run::chosen);
    }

    /** How many numbers. */
    long length() {
        return product(runs);
    }

    /** How many numbers along the chosen axes. */
    long chosen() {
        return product(runs.stream().filter(Run::chosen).toList());
    }

    private static long product(List<Run> runs) {
        return runs.stream().mapToLong(Run::length).reduce(1, Math::multiplyExact);
    }

    /** The last chosen run. */
    Middle last() {
        int at = lastIndex();
        return new Middle(
                product(runs.subList(0, at)), runs.get(at).length(), product(runs.subList(at + 1, runs.size())));
    }

    /** Without the last chosen run. */
    Runs withoutLast() {
        List<Run> rest = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            if (i != lastIndex()) {
                append(rest, runs.get(i));
            }
        }
        return new Runs(rest);
    }

    private int lastIndex() {
        int at = runs.size() - 1;
        while (!runs.get(at).chosen()) {
            at--;
        }
        return at;
    }
}
