package dev.espalier.kernel.evaluate;

import java.util.Optional;

/** The cell that the calling thread works for. */
public final class CurrentCell {

    private CurrentCell() {}

    /** Where it shows things; empty for threads that no cell has started. */
    public static Optional<Output> output() {
        return Optional.ofNullable(Cell.current()).map(Cell::output);
    }

    /** Whether its user wants it to stop. */
    public static boolean stopped() {
        Cell cell = Cell.current();
        return cell != null && cell.stopped();
    }
}
