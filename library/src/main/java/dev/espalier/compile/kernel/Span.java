package dev.espalier.compile.kernel;

import java.util.List;

/**
 * A row of so many things cut into parts that differ by at most one.
 *
 * @param length of the row
 * @param parts it is cut into, at most {@code length}
 */
record Span(int length, int parts) {

    /** Cuts into the fewest parts of at most so many things. */
    static Span ofAtMost(int length, int most) {
        return new Span(length, (length + most - 1) / most);
    }

    /** Things in each of the first parts. */
    int size() {
        return (length + parts - 1) / parts;
    }

    /** How many parts have the full size; the others, which come last, have one thing fewer. */
    int full() {
        return length - parts * (size() - 1);
    }

    /** The sizes that occur, the larger first. */
    List<Integer> sizes() {
        return full() == parts ? List.of(size()) : List.of(size(), size() - 1);
    }

    /** How many parts have a size. */
    int count(int size) {
        return size == size() ? full() : parts - full();
    }

    /** Where a part begins, in C. */
    String start(String part) {
        if (full() == parts) {
            return "(" + part + " * " + size() + ")";
        }
        return "(" + part + " * " + (size() - 1) + " + (" + part + " < " + full() + " ? " + part + " : " + full()
                + "))";
    }
}
