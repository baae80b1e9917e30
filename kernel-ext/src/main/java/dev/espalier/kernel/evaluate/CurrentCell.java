package dev.espalier.kernel.evaluate;

import java.util.Optional;

/** The cell that the calling thread works for. */
public final class CurrentCell {

    private CurrentCell() {}

    /** Where it shows things; empty for threads that no cell has started. */
    public static Optional<Output> output() {
        return Optional.ofNullable(Cell.current()).map(Cell::output);
    }

    /**
     * Asks its user for a line; null where the user has ended the input.
     *
     * @param hidden whether what is typed must not be seen
     * @throws IllegalStateException where nobody can be asked; the message is a sentence
     */
    public static String ask(String prompt, boolean hidden) {
        Cell cell = Cell.current();
        if (cell == null) {
            throw new IllegalStateException("only cells, and threads they have started, can ask for input");
        }
        return cell.ask(prompt, hidden);
    }

    /** Lets the code of this cell, in whichever thread, find something of its session by its type. */
    public static <T> void bring(Class<T> type, T companion) {
        Cell cell = Cell.current();
        if (cell != null) {
            cell.companions().put(type, companion);
        }
    }

    /** What the session has brought of a type; empty for threads that no cell has started. */
    public static <T> Optional<T> companion(Class<T> type) {
        return Optional.ofNullable(Cell.current())
                .map(cell -> type.cast(cell.companions().get(type)));
    }

    /** Whether its user wants it to stop. */
    public static boolean stopped() {
        Cell cell = Cell.current();
        return cell != null && cell.stopped();
    }
}
