package dev.espalier.engine.fast;

/** A stretch of memory a program works in: in its arena, or fed from outside. */
final class Storage {

    /** Fed: the name of the input or parameter; empty for the program's own. */
    final String fed;

    final long bytes;
    /** Where in the arena. */
    long offset = -1;
    /** The first and the last instruction that touch it. */
    int first = Integer.MAX_VALUE;

    int last = -1;
    /** Holds what is needed later, an output for instance: must not be written over. */
    boolean kept;

    private Storage(String fed, long bytes) {
        this.fed = fed;
        this.bytes = bytes;
    }

    static Storage fed(String name, long bytes) {
        return new Storage(name, bytes);
    }

    static Storage own(long bytes) {
        return new Storage("", bytes);
    }

    boolean isFed() {
        return !fed.isEmpty();
    }

    /** From the first instruction that touches it on, it is never used for anything else. */
    void stay() {
        kept = true;
        last = Integer.MAX_VALUE;
    }

    void touchedBy(int instruction) {
        first = Math.min(first, instruction);
        last = Math.max(last, instruction);
    }
}
