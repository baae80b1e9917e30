package dev.espalier.kernel.notebook;

import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.session.CellResult;

/** What runs the source of a cell: {@link dev.espalier.kernel.session.Session#run}. */
@FunctionalInterface
public interface CellExecutor {

    /** Runs a cell to its end, showing on {@code output} what it prints and displays; never throws. */
    CellResult run(String source, Output output);
}
