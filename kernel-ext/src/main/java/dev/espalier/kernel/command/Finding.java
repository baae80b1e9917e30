package dev.espalier.kernel.command;

/**
 * One line of {@code espalier doctor}.
 *
 * @param found what there is, or, of a missing thing, what it is needed for and how to get it
 */
record Finding(State state, String thing, String found) {

    /** How bad it is. */
    enum State {
        OK,
        /** Absent; something optional does without. */
        MISSING,
        /** Absent, and Espalier does not work. */
        BROKEN
    }

    static Finding ok(String thing, String found) {
        return new Finding(State.OK, thing, found);
    }

    static Finding missing(String thing, String purpose, String remedy) {
        return new Finding(State.MISSING, thing, "needed for " + purpose + ": " + remedy);
    }

    static Finding broken(String thing, String problem, String remedy) {
        return new Finding(State.BROKEN, thing, problem + ": " + remedy);
    }

    boolean blocks() {
        return state == State.BROKEN;
    }

    @Override
    public String toString() {
        return "%-8s %-14s %s".formatted(state == State.OK ? "ok" : "missing", thing, found);
    }
}
