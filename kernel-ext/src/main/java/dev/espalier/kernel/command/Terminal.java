package dev.espalier.kernel.command;

import dev.espalier.kernel.notebook.TerminalView;
import java.io.PrintWriter;

/** The terminal this program was started in, as far as the launcher knows. */
final class Terminal {

    private static final int USUAL_COLUMNS = 80;
    private static final int LEAST_COLUMNS = 20;
    private static final int COLUMNS_OF_A_LOG = 200;

    private Terminal() {}

    /** A view on it, or on the file or pipe that stands for it. */
    static TerminalView view(PrintWriter out) {
        boolean terminal = Boolean.getBoolean("espalier.terminal");
        int columns = Integer.getInteger("espalier.columns", USUAL_COLUMNS);
        return new TerminalView(
                out, terminal, terminal ? Math.max(LEAST_COLUMNS, columns) : COLUMNS_OF_A_LOG, System::nanoTime);
    }
}
