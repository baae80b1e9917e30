package dev.espalier.compile.lower;

/**
 * Calls after each other that take turns, some rows at a time, so that what one writes is still in the cache when the next
 * one reads it. What they hand to each other has room for some rows alone. The results are the same to the last bit.
 *
 * @param first of the calls
 * @param calls how many, at least two
 * @param rows of the last one's result that are computed in one turn
 */
public record Band(int first, int calls, int rows) {

    public Band {
        if (calls < 2 || rows < 1) {
            throw new IllegalArgumentException(
                    "a band of " + calls + " calls with " + rows + " rows; it has 2 calls and 1 row or more");
        }
    }

    /** The call after the last. */
    public int end() {
        return first + calls;
    }

    /** Whether it is one of the calls. */
    boolean holds(int call) {
        return call >= first && call < end();
    }

    /** The same with so many rows in a turn. */
    public Band withRows(int rows) {
        return new Band(first, calls, rows);
    }
}
